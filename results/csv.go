package results

import (
	"encoding/csv"
	"io"
	"strconv"
)

// CSVFile is the name of the table that WriteCSV writes.
const CSVFile = "results.csv"

// columns are those of the table.
var columns = []string{
	"file", "directory", "target", "label", "score", "predicted", "predicted_label", "predicted_score", "probability",
	"nodes", "positives", "selected", "share", "seconds", "error",
}

// A Table writes a CSV with a row for each input: what is explained, the class with the
// highest score, and how many nodes of the frozen activations pass. An input that failed has its file and
// the error.
type Table struct{ w *csv.Writer }

// NewTable writes the names of the columns.
func NewTable(w io.Writer) *Table {
	t := &Table{csv.NewWriter(w)}
	t.w.Write(columns)
	return t
}

// Add writes the row of an input.
func (t *Table) Add(in *Input) {
	row := []string{in.File, in.Directory, in.Explains(), in.Label, number32(in.Score), "", "", "", "", "", "", "", "", seconds(in), ""}
	if len(in.Predictions) > 0 {
		top := in.Predictions[0]
		copy(row[5:], []string{strconv.Itoa(top.Class), top.Label, number32(top.Score)})
		if top.Probability != nil {
			row[8] = strconv.FormatFloat(*top.Probability, 'g', 6, 64)
		}
	}
	if nodes, positives, selected := in.Counts(); nodes > 0 {
		copy(row[9:], []string{strconv.Itoa(nodes), strconv.Itoa(positives), strconv.Itoa(selected), strconv.FormatFloat(float64(selected)/float64(nodes), 'f', 6, 64)})
	}
	t.w.Write(row)
}

// Fail writes the row of an input that failed.
func (t *Table) Fail(f Failed) {
	row := make([]string, len(columns))
	row[0], row[len(row)-1] = f.File, f.Error
	t.w.Write(row)
}

// Close returns the first error of writing.
func (t *Table) Close() error {
	t.w.Flush()
	return t.w.Error()
}

// WriteCSV writes the table of a record.
func WriteCSV(w io.Writer, r *Record) error {
	t := NewTable(w)
	for i := range r.Inputs {
		t.Add(&r.Inputs[i])
	}
	for _, f := range r.Failed {
		t.Fail(f)
	}
	return t.Close()
}

// Explains is what is explained, as package targets writes it.
func (in *Input) Explains() string {
	if in.Element != "" {
		return in.Element
	}
	return strconv.Itoa(in.Target)
}

// Counts adds up the nodes of all frozen activations, those with a positive number, and
// those that pass.
func (in *Input) Counts() (nodes, positives, selected int) {
	for _, l := range in.Layers {
		nodes, positives, selected = nodes+l.Nodes, positives+l.Positives, selected+l.Selected
	}
	return nodes, positives, selected
}

// seconds is the time of the input's maps.
func seconds(in *Input) string {
	sum := in.CalibrationSeconds
	for _, a := range in.Attributions {
		sum += a.Seconds
	}
	return strconv.FormatFloat(sum, 'f', 4, 64)
}

func number32(x float32) string { return strconv.FormatFloat(float64(x), 'g', -1, 32) }
