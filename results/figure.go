package results

import (
	"cmp"
	"fmt"
	"image"
	"io"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

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
	if len(d.plate.maps) > 0 {
		s.Figure = filepath.Join(d.path, figureFile)
		var files errgroup.Group
		files.Go(func() error { return d.writeFigure(r) })
		files.Go(d.writePicture)
		if err := files.Wait(); err != nil {
			return s, err
		}
	}
	if !d.run.keeps() {
		d.plate = Plate{}
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

// figure lays out the maps.
func (d *Dir) figure(r *explain.Result) (f report.Figure, err error) {
	if d.plate.Seen, err = Seen(d.in, d.run.Views[0]); err != nil {
		return f, err
	}
	d.plate.Of(cmp.Or(d.in.Of, d.in.Name), r, d.record.Label)
	return d.Output.plan().Figure(&d.plate), nil
}

// plan is which maps of an input figures show.
func (o *Output) plan() Plan {
	p := o.record.Parameters
	return Plan{Methods: p.Methods, Variants: p.Variants, Options: p.Options.Values, Width: o.run.FigureWidth}
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

// Title describes a figure: "cat: 281 tabby, score 11.2".
func Title(p *Plate) string {
	return Titled(p.Name, fmt.Sprintf("%s, score %.4g", p.Explained, p.Score))
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
