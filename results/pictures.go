package results

import (
	"encoding/json"
	"fmt"
	"image"
	"io"
	"path/filepath"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/report"
)

// draw draws a map in each view, and records the files.
func (d *Dir) draw(r *explain.Result, rec *Attribution, m Drawing) error {
	name := rec.Method + "." + string(rec.Variant)
	rec.Pictures = map[string]string{}
	for i, v := range d.run.Views {
		file := pictureFile(name, v)
		heat, err := m.Draw(v)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		img, err := d.picture(v, heat, m)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if i == 0 {
			rec.PNG = file
			d.maps[name], d.bar = report.Picture{Image: report.Shrunk(img)}, v.Bar(heat)
		}
		rec.Pictures[v.Name] = file
		facts := d.facts(r, report.Text{Key: "Method", Value: rec.Method},
			report.Text{Key: "Variant", Value: string(rec.Variant)}, report.Text{Key: "View", Value: v.Name})
		err = files.Write(filepath.Join(d.path, file), func(w io.Writer) error {
			return report.WritePNG(w, img, facts)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// picture draws a map, over the photo if the view asks for that and there is one.
func (d *Dir) picture(v report.View, heat report.Heatmap, m Drawing) (image.Image, error) {
	if !v.OverPhoto() || m.series.Steps > 0 {
		return heat.Image(), nil
	}
	photo, err := PhotoOf(d.in, heat.Height, heat.Width)
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
func (d *Dir) facts(r *explain.Result, more ...report.Text) []report.Text {
	run := &d.Output.record
	facts := []report.Text{
		{Key: "Software", Value: "tfreeze " + run.Tfreeze},
		{Key: "Model", Value: run.Model.Path},
		{Key: "Model SHA-256", Value: run.Model.SHA256},
		{Key: "Graph SHA-256", Value: run.Model.GraphSHA256},
		{Key: "Input", Value: d.in.Path},
		{Key: "Target", Value: ExplainedName(r, LabelOf(d.run.Labels.Names, r.Target))},
		{Key: "Score", Value: fmt.Sprintf("%s = %g", run.Model.Score, r.Score)},
	}
	if parameters, err := json.Marshal(run.Parameters); err == nil {
		facts = append(facts, report.Text{Key: "Parameters", Value: string(parameters)})
	}
	return append(facts, more...)
}
