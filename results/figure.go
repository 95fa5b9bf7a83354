package results

import (
	"fmt"
	"image"
	"io"
	"path/filepath"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/report"
)

// figureName is the name of a figure without its format. figureFile is that of the one
// that is always there.
const (
	figureName = "figure."
	figureFile = figureName + "png"
)

// inputFile is the picture of what the network saw.
const inputFile = "input.png"

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
		if err := d.writeFigure(r); err != nil {
			return s, err
		}
		if err := d.writePicture(); err != nil {
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

// writeFigure writes the figure in each format.
func (d *Dir) writeFigure(r *explain.Result) error {
	f, err := d.figure(r)
	if err != nil {
		return err
	}
	for _, format := range d.run.formats() {
		path := filepath.Join(d.path, figureName+format)
		err := files.Write(path, func(w io.Writer) error { return f.Write(w, format, d.Output.record.facts(&d.record)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// formats are those of the figure, PNG first.
func (run Run) formats() []string {
	all := []string{report.Formats[0]}
	for _, format := range run.Figures {
		if !slices.Contains(all, format) {
			all = append(all, format)
		}
	}
	return all
}

// writePicture writes what the network saw.
func (d *Dir) writePicture() error {
	img := PictureOf(d.in)
	if img == nil {
		return nil
	}
	d.mutex.Lock()
	d.record.Picture = inputFile
	d.mutex.Unlock()
	return files.Write(filepath.Join(d.path, inputFile), func(w io.Writer) error { return report.WritePNG(w, img, d.Output.record.facts(&d.record)) })
}

// figure lays out the maps as in figures 4 to 6 of the paper: a row for each variant, a
// column for each method.
func (d *Dir) figure(r *explain.Result) (report.Figure, error) {
	p := d.Output.record.Parameters
	f := report.Figure{Title: Title(d.in.Name, r, d.record.Label), Columns: []string{""}, Bar: d.bar, Width: d.run.FigureWidth}
	if d.strips {
		return d.listed(f), nil
	}
	for _, m := range p.Methods {
		f.Columns = append(f.Columns, report.Heading(m))
	}
	seen, err := Seen(d.in, d.run.Views[0])
	if err != nil {
		return f, err
	}
	for _, v := range p.Variants {
		row := report.Row{Label: RowLabel(v, p.Options.Values), Cells: []report.Panel{seen}}
		for _, m := range p.Methods {
			row.Cells = append(row.Cells, d.maps[m+"."+string(v)])
		}
		f.Rows = append(f.Rows, row)
		seen = nil // once is enough
	}
	return f, nil
}

// listed lays out maps of a series one below the other.
func (d *Dir) listed(f report.Figure) report.Figure {
	p := d.Output.record.Parameters
	for _, m := range p.Methods {
		for _, v := range p.Variants {
			label := report.Heading(m) + ", " + RowLabel(v, p.Options.Values)
			f.Rows = append(f.Rows, report.Row{Above: label, Cells: []report.Panel{d.maps[m+"."+string(v)]}})
		}
	}
	return f
}

// Seen is the picture beside maps of an input in a view: the photo, if they are drawn over
// it, or what the network saw. It is nil if there is neither.
func Seen(in *inputs.Input, v report.View) (report.Panel, error) {
	img := PictureOf(in)
	if v.OverPhoto() && in.Image != nil {
		p, err := in.Photo(1, 1)
		if err != nil {
			return nil, err
		}
		if p != nil {
			img = p.Image
		}
	}
	if img == nil {
		return nil, nil
	}
	return report.Picture{Image: report.Shrunk(img)}, nil
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
	return Titled(Shown(name), fmt.Sprintf("%s, score %.4g", ExplainedName(r, Shown(label)), r.Score))
}

// Titled is "name: text", or the text without a name.
func Titled(name, text string) string {
	if name == "" {
		return text
	}
	return name + ": " + text
}

// Shown is what a figure can show of a text.
func Shown(s string) string {
	drawable, err := report.Drawable(s)
	if err != nil {
		return ""
	}
	return drawable
}
