package results

import (
	"fmt"
	"image"
	"io"
	"path/filepath"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/report"
)

const figureFile = "figure.png"

// A Summary reports on an input whose maps are written.
type Summary struct {
	// Dir is the directory of the maps, and Figure the picture of all. Figure is empty
	// if there is none.
	Dir, Figure string
	// NotDrawn says why maps that may belong to an image are not drawn.
	NotDrawn string
	// Label is the label of the class explained. Predictions are the most likely
	// classes; Activation turns their scores into probabilities.
	Label       string
	Predictions []Prediction
	Activation  string
}

// Finish writes the figure and the input's part of explain.json.
func (d *Dir) Finish(r *explain.Result) (Summary, error) {
	s := Summary{Dir: d.path, NotDrawn: d.notDrawn(), Activation: d.Output.record.Model.Activation}
	if len(d.maps) > 0 {
		s.Figure = filepath.Join(d.path, figureFile)
		if err := d.writeFigure(r, s.Figure); err != nil {
			return s, err
		}
	}
	d.describe(r)
	d.end()
	s.Label, s.Predictions = d.record.Label, d.record.Predictions
	return s, d.write()
}

func (d *Dir) end() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.record.Unfinished = false
}

func (d *Dir) writeFigure(r *explain.Result, path string) error {
	img, err := d.figure(r).Render()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return files.Write(path, func(w io.Writer) error { return report.WritePNG(w, img, d.facts(r)) })
}

// figure lays out the maps as in figures 4 to 6 of the paper: a row for each variant, a
// column for each method.
func (d *Dir) figure(r *explain.Result) report.Figure {
	p := d.Output.record.Parameters
	f := report.Figure{Title: Title(d.in.Name, r, d.record.Label), Image: PictureOf(d.in), Columns: p.Methods}
	for _, v := range p.Variants {
		row := report.Row{Label: RowLabel(v, p.Options.Values)}
		for _, m := range p.Methods {
			row.Cells = append(row.Cells, d.maps[m+"."+string(v)])
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}

// PictureOf is the picture of an input: what the network saw of an image, or a series,
// from its smallest value to its largest. It is nil for other inputs.
func PictureOf(in *inputs.Input) image.Image {
	if in.Picture != nil || len(in.Shape) > 2 {
		return in.Picture
	}
	drawing, ok := DrawingOf(in.Shape, in.X, "", false)
	if !ok {
		return nil
	}
	h, err := drawing.picture()
	if err != nil {
		return nil
	}
	return h.Image()
}

// Title describes a figure: "cat: 281 tabby, score 11.2". It leaves out a name or a
// label if the figure's font lacks its letters.
func Title(name string, r *explain.Result, label string) string {
	title := fmt.Sprintf("%s, score %.4g", ExplainedName(r, shown(label)), r.Score)
	if name := shown(name); name != "" {
		return name + ": " + title
	}
	return title
}

func shown(s string) string {
	drawable, err := report.Drawable(s)
	if err != nil {
		return ""
	}
	return drawable
}
