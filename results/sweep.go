package results

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"

	"tfreeze/methods/serving"
)

// A Sweep is one input explained at several percentiles.
type Sweep struct {
	Tfreeze    string `json:"tfreeze"`
	TensorFlow string `json:"tensorflow"`
	Model      string `json:"model"`
	File       string `json:"file"`
	// Criterion is that of freezing.
	Criterion string     `json:"criterion"`
	Rows      []SweepRow `json:"rows"`
}

// A SweepRow is one map of a Sweep.
type SweepRow struct {
	// Target is what is explained, as package targets writes it, Label its class's name,
	// and Score its score, which freezing does not change.
	Target  string          `json:"target"`
	Label   string          `json:"label,omitempty"`
	Score   float32         `json:"score"`
	Method  string          `json:"method"`
	Variant serving.Variant `json:"variant"`
	// Percentile is nil for a plain map.
	Percentile *float64 `json:"percentile"`
	// Nodes are those of all frozen activations, Positives those of a positive number, and
	// Selected those that pass. Share is Selected / Nodes; a plain map has 1.
	Nodes     int     `json:"nodes"`
	Positives int     `json:"positives"`
	Selected  int     `json:"selected"`
	Share     float64 `json:"share"`
	// Gini is the map's sparseness; nil if the map is 0 everywhere.
	Gini *float64 `json:"gini"`
	// Seconds is the time that the method's runs took, and Engine what computed it.
	Seconds float64 `json:"seconds"`
}

// Count sets what freezing leaves of a row's layers.
func (r *SweepRow) Count(nodes, positives, selected int) {
	r.Nodes, r.Positives, r.Selected, r.Share = nodes, positives, selected, 1
	if r.Percentile != nil && nodes > 0 {
		r.Share = float64(selected) / float64(nodes)
	}
}

// WriteJSON writes the sweep.
func (s *Sweep) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(s)
}

// WriteCSV writes a row for each map. A percentile of a plain map and the Gini index of a
// map that is 0 everywhere are empty.
func (s *Sweep) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"target", "label", "score", "method", "variant", "percentile", "nodes", "positives", "selected", "share", "gini", "seconds"})
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'g', 6, 64)
	}
	for _, r := range s.Rows {
		c.Write([]string{
			r.Target, r.Label, number32(r.Score), r.Method, string(r.Variant), number(r.Percentile),
			strconv.Itoa(r.Nodes), strconv.Itoa(r.Positives), strconv.Itoa(r.Selected), number(&r.Share), number(r.Gini), strconv.FormatFloat(r.Seconds, 'f', 4, 64),
		})
	}
	c.Flush()
	return c.Error()
}

// Sums are the sums of absolute values over the channels of pixels, or the features of
// steps.
func (d Drawing) Sums() []float64 {
	values, each := d.image.Data, d.image.Shape[2]
	if d.series.Steps > 0 {
		values, each = d.series.Data, d.series.Features
	}
	if each < 1 || len(values) < each {
		return nil
	}
	sums := make([]float64, len(values)/each)
	for i, v := range values {
		sums[i/each] += math.Abs(float64(v))
	}
	return sums
}
