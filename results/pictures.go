package results

import (
	"encoding/json"
	"fmt"
	"image"
	"io"
	"path/filepath"

	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/report"
)

// A Picture is a map, drawn in a view, and the name of its file.
type Picture struct {
	// Heat is the map alone, and Image what the file shows: that, or that over a photo.
	Heat  report.Heatmap
	Image image.Image
	File  string
	facts []report.Text
}

// Write writes the picture as a PNG file.
func (p Picture) Write(w io.Writer) error { return report.WritePNG(w, p.Image, p.facts) }

// Draw draws a map of an input in each view, and records the names of the files. of is
// what is known of the input.
func (r *Record) Draw(rec *Attribution, m Drawing, views []report.View, in *inputs.Input, of *Input) ([]Picture, error) {
	var all []Picture
	rec.Pictures = map[string]string{}
	for i, v := range views {
		p := Picture{File: pictureFile(rec.Name(), v), facts: r.facts(of, report.Text{Key: "Method", Value: rec.Method},
			report.Text{Key: "Variant", Value: string(rec.Variant)}, report.Text{Key: "View", Value: v.Name})}
		var err error
		if p.Heat, err = m.Draw(v); err == nil {
			p.Image, err = drawn(v, p.Heat, m, in)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.File, err)
		}
		if i == 0 {
			rec.PNG = p.File
		}
		rec.Pictures[v.Name] = p.File
		all = append(all, p)
	}
	return all, nil
}

// draw draws a map in each view, and writes the files.
func (d *Dir) draw(rec *Attribution, m Drawing) error {
	pictures, err := d.Output.record.Draw(rec, m, d.run.Views, d.in, &d.record)
	if err != nil {
		return err
	}
	first := pictures[0]
	if err := d.plate.Add(rec.Name(), m, d.in, d.run.Views[0], first.Heat, first.Image); err != nil {
		return fmt.Errorf("%s: %w", figureFile, err)
	}
	for _, p := range pictures {
		if err := files.Write(filepath.Join(d.path, p.File), p.Write); err != nil {
			return err
		}
	}
	return nil
}

// drawn draws a map, over the photo if the view asks for that and there is one.
func drawn(v report.View, heat report.Heatmap, m Drawing, in *inputs.Input) (image.Image, error) {
	if !v.OverPhoto() || m.series.Steps > 0 {
		return heat.Image(), nil
	}
	photo, err := PhotoOf(in, heat.Height, heat.Width)
	if err != nil {
		return nil, err
	}
	return v.Picture(heat, photo)
}

// PhotoOf is what a map of that size is drawn over: the picture in its own size, or what
// the network saw of an array. It is nil if there is neither.
func PhotoOf(in *inputs.Input, height, width int) (*report.Photo, error) {
	p, err := in.Photo(height, width)
	switch {
	case err != nil:
		return nil, err
	case p != nil:
		return &report.Photo{Image: p.Image, Box: p.Box, Part: p.Part}, nil
	case in.Picture != nil:
		whole := report.Whole(in.Picture, height, width)
		return &whole, nil
	}
	return nil, nil
}

// pictureFile names a picture after its map and its view. The first view is not named.
func pictureFile(name string, v report.View) string {
	if v.Name == report.Views[0].Name {
		return name + ".png"
	}
	return name + "." + v.Name + ".png"
}

// facts describe a picture for a reader who finds it alone. more are added for a single
// picture.
func (r *Record) facts(in *Input, more ...report.Text) []report.Text {
	facts := append(r.shownBy(),
		report.Text{Key: "Input", Value: in.File},
		report.Text{Key: "Target", Value: in.explained()},
		report.Text{Key: "Score", Value: fmt.Sprintf("%s = %g", r.Model.Score, in.Score)})
	return append(facts, more...)
}

// shownBy says what made a picture.
func (r *Record) shownBy() []report.Text {
	facts := []report.Text{
		{Key: "Software", Value: "tfreeze " + r.Tfreeze},
		{Key: "Model", Value: r.Model.Path},
		{Key: "Model SHA-256", Value: r.Model.SHA256},
		{Key: "Graph SHA-256", Value: r.Model.GraphSHA256},
	}
	if parameters, err := json.Marshal(r.Parameters); err == nil {
		facts = append(facts, report.Text{Key: "Parameters", Value: string(parameters)})
	}
	return facts
}
