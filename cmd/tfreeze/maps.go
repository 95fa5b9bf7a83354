package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/internal/npy"
	"tfreeze/report"
)

// inputDir is the directory of one input: a map and its pictures for each method
// and variant, and the figure of all in the first view.
type inputDir struct {
	*output
	// begun is set as soon as there is something in it.
	begun  bool
	in     *inputs.Input
	dir    string
	figure string
	record inputRecord
	maps   map[string]report.Heatmap
}

// attribution writes one map as soon as it is there.
func (d *inputDir) attribution(r *explain.Result, a explain.Attribution) error {
	if !d.begun {
		if err := d.make(r); err != nil {
			return err
		}
	}
	name := a.Method + "." + string(a.Variant)
	rec := attributionRecord{Method: a.Method, Variant: a.Variant, NPY: name + ".npy", Parameters: d.made[name].at(r.Target), Zero: a.Zero, ConvergenceDelta: a.ConvergenceDelta, Seconds: a.Duration.Seconds()}
	shape := make([]int, len(d.in.Shape))
	for i, n := range d.in.Shape {
		shape[i] = int(n)
	}
	err := files.Write(filepath.Join(d.dir, rec.NPY), func(w io.Writer) error {
		return npy.Write(w, shape, a.Values)
	})
	if err != nil {
		return err
	}
	if m, ok := d.mapOf(a.Values); ok {
		if err := d.pictures(r, &rec, m); err != nil {
			return err
		}
	}
	d.note(rec)
	return nil
}

// discard takes back what this run wrote of an input that failed then; what an
// earlier run wrote stays.
func (d *inputDir) discard() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if !d.begun {
		return
	}
	had := d.earlier.findInput(d.record.Directory).files()
	for _, file := range d.record.files() {
		if file != "" && !slices.Contains(had, file) {
			os.Remove(filepath.Join(d.dir, file))
		}
	}
	os.Remove(d.dir) // unless something else is in it
	d.record.Attributions, d.begun, d.maps = nil, false, map[string]report.Heatmap{}
}

// facts go into the pictures, for whoever finds one alone; more are of one of them.
func (d *inputDir) facts(r *explain.Result, more ...report.Text) []report.Text {
	facts := []report.Text{
		{Key: "Software", Value: "tfreeze " + version},
		{Key: "Model", Value: d.output.record.Model.Path},
		{Key: "Model SHA-256", Value: d.output.record.Model.SHA256},
		{Key: "Graph SHA-256", Value: d.output.record.Model.GraphSHA256},
		{Key: "Input", Value: d.in.Path},
		{Key: "Target", Value: className(r.Target, labelOf(d.labels, r.Target))},
		{Key: "Score", Value: fmt.Sprintf("%s = %g", d.output.record.Model.Score, r.Score)},
	}
	if parameters, err := json.Marshal(d.output.record.Parameters); err == nil {
		facts = append(facts, report.Text{Key: "Parameters", Value: string(parameters)})
	}
	return append(facts, more...)
}

// finish writes the figure, and the input's part of explain.json.
func (d *inputDir) finish(r *explain.Result) error {
	if len(d.maps) > 0 {
		path := filepath.Join(d.dir, figureFile)
		img, err := d.draw(r).Render()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		err = files.Write(path, func(w io.Writer) error { return report.WritePNG(w, img, d.facts(r)) })
		if err != nil {
			return err
		}
		d.figure = path
	}
	d.describe(r)
	d.end()
	return d.write()
}

// describe notes what there is to say before the first map.
func (d *inputDir) describe(r *explain.Result) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.record.Target, d.record.Label, d.record.Score = r.Target, labelOf(d.labels, r.Target), r.Score
	d.record.Predictions = topOf(r.Scores, d.labels, 5, d.output.record.Model.Activation)
	d.record.Layers = layerRecords(r.Layers)
	d.record.CalibrationSeconds = r.Calibration.Seconds()
}

// draw lays out the paper's figures 4 to 6: a row per variant, a column per
// method.
func (d *inputDir) draw(r *explain.Result) report.Figure {
	p := d.output.record.Parameters
	f := report.Figure{
		Title:   d.title(r),
		Image:   d.in.Picture,
		Columns: p.Methods,
	}
	for _, v := range p.Variants {
		row := report.Row{Label: string(v)}
		for _, m := range p.Methods {
			row.Cells = append(row.Cells, d.maps[m+"."+string(v)])
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}
