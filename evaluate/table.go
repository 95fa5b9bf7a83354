package evaluate

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// RowsFile is the name of the file of rows.
const RowsFile = "rows.csv"

// A Key says of what a Row is a number.
type Key struct {
	// Image is the name of the image in run.json.
	Image  string
	Method string
	// Variant is plain, threshold, mask, RandomMask or Control, and Percentile that of
	// freezing, NaN-free: it is -1 for plain maps and for controls.
	Variant    string
	Percentile float64
	// Metric is the name of a Value.
	Metric string
}

// A Row is one number of one map. It is NaN if the metric says nothing of the map.
type Row struct {
	Key
	Value float64
}

// Header is the first line of the file.
var Header = []string{"image", "method", "variant", "percentile", "metric", "value"}

// none is the Percentile of maps without one.
const none = -1

func (r Row) record() []string {
	percentile := ""
	if r.Percentile != none {
		percentile = strconv.FormatFloat(r.Percentile, 'g', -1, 64)
	}
	return []string{r.Image, r.Method, r.Variant, percentile, r.Metric, strconv.FormatFloat(r.Value, 'g', -1, 64)}
}

func rowOf(record []string) (Row, error) {
	r := Row{Key: Key{Image: record[0], Method: record[1], Variant: record[2], Percentile: none, Metric: record[4]}}
	var err error
	if record[3] != "" {
		if r.Percentile, err = strconv.ParseFloat(record[3], 64); err != nil {
			return r, fmt.Errorf("percentile %q is no number", record[3])
		}
	}
	if r.Value, err = strconv.ParseFloat(record[5], 64); err != nil {
		return r, fmt.Errorf("value %q is no number", record[5])
	}
	return r, nil
}

// ReadRows reads the rows of a directory, in the order in which they were written. What
// follows the last whole line, which a killed run may have left, is no row.
func ReadRows(dir string) ([]Row, error) {
	path := filepath.Join(dir, RowsFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(whole(content)))
	reader.FieldsPerRecord = len(Header)
	var rows []Row
	for line := 1; ; line++ {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if line == 1 {
			continue
		}
		r, err := rowOf(record)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, line, err)
		}
		rows = append(rows, r)
	}
}

// whole is the content up to the end of its last whole line.
func whole(content []byte) []byte { return content[:bytes.LastIndexByte(content, '\n')+1] }

// A table appends rows to the file, and knows those that are there.
type table struct {
	file *os.File
	done map[Key]bool
}

// openTable opens the file of a directory, or makes it, and cuts off half a line.
func openTable(dir string) (*table, error) {
	path := filepath.Join(dir, RowsFile)
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	t := &table{done: map[Key]bool{}}
	if t.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		return nil, err
	}
	kept := int64(len(whole(content)))
	if err := errors.Join(t.file.Truncate(kept), seek(t.file, kept)); err != nil {
		t.file.Close()
		return nil, err
	}
	if kept == 0 {
		return t, t.write(Header)
	}
	rows, err := ReadRows(dir)
	for _, r := range rows {
		t.done[r.Key] = true
	}
	return t, err
}

func seek(f *os.File, to int64) error {
	_, err := f.Seek(to, io.SeekStart)
	return err
}

// add appends the rows of one map at once.
func (t *table) add(rows ...Row) error {
	records := make([][]string, len(rows))
	for i, r := range rows {
		records[i] = r.record()
	}
	if err := t.write(records...); err != nil {
		return err
	}
	for _, r := range rows {
		t.done[r.Key] = true
	}
	return nil
}

func (t *table) write(records ...[]string) error {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := w.WriteAll(records); err != nil {
		return err
	}
	_, err := t.file.Write(text.Bytes())
	return err
}

func (t *table) close() error { return t.file.Close() }

// isNumber reports whether a value is one.
func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
