package jobs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tfreeze/results"
)

// The files of a shard.
const (
	RecordsFile  = "records.jsonl"
	FailedFile   = "failed.jsonl"
	AttemptsFile = "attempts.jsonl"
	SummaryFile  = "shard.json"
)

// A Line is what records.jsonl says of an input.
type Line struct {
	// Name is unique in the job.
	Name string `json:"name"`
	// Bytes is the size of the file that holds the input's maps, or of all files of its
	// directory.
	Bytes int64 `json:"bytes"`
	// Asked is the target that a list asked for; empty if the run said.
	Asked string `json:"asked,omitempty"`
	// Input is as in explain.json. Its directory is within that of the shard, and its
	// attributions have no parameters, which the job's manifest has.
	results.Input
}

// A FailedLine is what failed.jsonl says of an input.
type FailedLine struct {
	Name  string `json:"name"`
	Asked string `json:"asked,omitempty"`
	results.Failed
}

// readLines calls each for the lines of a file, and returns how many bytes those have. It
// stops at a line that is not whole: what wrote it was killed. A missing file has no
// lines.
func readLines[T any](path string, each func(*T) error) (whole int64, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, err
		}
		line := new(T)
		if json.Unmarshal(text, line) != nil {
			return whole, nil
		}
		if err := each(line); err != nil {
			return whole, err
		}
		whole += int64(len(text))
	}
}

// lineOf is a line of a file: JSON, and the end of the line.
func lineOf(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// writeLine writes a line by one write.
func writeLine(w io.Writer, v any) error {
	line, err := lineOf(v)
	if err == nil {
		_, err = w.Write(line)
	}
	return err
}

// openLines opens a file of lines to add to it, behind those that are whole.
func openLines(path string, whole int64) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	return f, nil
}
