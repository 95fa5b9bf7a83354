package inputs

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
)

// An Item names an input, and what of it is explained.
type Item struct {
	// Path is that of a file, of a folder, which means its images, or a pattern.
	Path string
	// Target is what is explained of it; empty if the run says.
	Target string
}

// ItemsOf returns an item for each path.
func ItemsOf(paths []string) []Item {
	items := make([]Item, len(paths))
	for i, path := range paths {
		items[i].Path = path
	}
	return items
}

// The columns of a CSV of inputs. Other columns are passed over.
const (
	fileColumn   = "file"
	targetColumn = "target"
)

// ReadList reads a list of inputs: a path on each line, or paths that end with a zero
// byte, as find -print0 writes them. If the first line has a column "file", the list is a
// CSV, in which "target" may say what is explained of a file. Empty lines and empty
// targets say nothing.
func ReadList(r io.Reader) ([]Item, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff")) // spreadsheets begin a CSV with it
	if bytes.IndexByte(raw, 0) >= 0 {
		return lines(bytes.NewReader(raw), splitZero)
	}
	if header := firstRow(raw); slices.Contains(header, fileColumn) {
		return table(raw, header)
	}
	return lines(bytes.NewReader(raw), bufio.ScanLines)
}

func lines(r io.Reader, split bufio.SplitFunc) ([]Item, error) {
	var items []Item
	s := bufio.NewScanner(r)
	s.Split(split)
	for s.Scan() {
		if path := s.Text(); path != "" {
			items = append(items, Item{Path: path})
		}
	}
	return items, s.Err()
}

// splitZero splits at zero bytes, as bufio.ScanLines does at the ends of lines.
func splitZero(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// firstRow reads the first line as that of a CSV.
func firstRow(raw []byte) []string {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	row, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil {
		return nil
	}
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	return row
}

func table(raw []byte, header []string) ([]Item, error) {
	file, target := slices.Index(header, fileColumn), slices.Index(header, targetColumn)
	for _, name := range header {
		if near := nearest.Names(name, []string{targetColumn}); target < 0 && len(near) > 0 {
			return nil, fmt.Errorf("it has a column %q: if that is what to explain, name it %q", name, targetColumn)
		}
	}
	rows := csv.NewReader(bytes.NewReader(raw))
	rows.Read() // the header
	var items []Item
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		item := Item{Path: row[file]}
		if target >= 0 {
			item.Target = strings.TrimSpace(row[target])
		}
		if item.Path == "" {
			line, _ := rows.FieldPos(file)
			return nil, fmt.Errorf("line %d has no file", line)
		}
		items = append(items, item)
	}
}
