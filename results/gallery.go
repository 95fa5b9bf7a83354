package results

import (
	"cmp"
	"fmt"
	"image"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/report"
	"tfreeze/report/gallery"
)

// ReportFile is the name of the page that WriteReport writes.
const ReportFile = "report.html"

// WriteReport writes a page of all maps of a directory, in one file that needs no network.
// Package gallery describes it.
func WriteReport(w io.Writer, dir string, r *Record) error { return Page(dir, r).Write(w) }

// Page is what WriteReport writes, with an image for each input of the record, in order.
// Their maps are read when the page is written.
func Page(dir string, r *Record) gallery.Page {
	page := gallery.Page{Title: filepath.Base(r.Model.Path), Facts: r.shared(), Count: len(r.Inputs)}
	for _, f := range r.Failed {
		page.Failed = append(page.Failed, gallery.Fact{Name: f.File, Value: f.Error})
	}
	page.Images = func(yield func(*gallery.Image, error) bool) {
		for i := range r.Inputs {
			if !yield(r.galleryImage(dir, &r.Inputs[i])) {
				return
			}
		}
	}
	return page
}

// shared is what all inputs share.
func (r *Record) shared() []gallery.Fact {
	facts := []gallery.Fact{{Name: "model", Value: r.Model.Path}, {Name: "explains", Value: r.Model.Score}, {Name: "tfreeze", Value: r.Tfreeze}, {Name: "TensorFlow", Value: r.TensorFlow}}
	if r.Model.Unfrozen != "" {
		facts = append(facts, gallery.Fact{Name: "plain alone", Value: r.Model.Unfrozen})
	}
	if !r.Complete {
		facts = append(facts, gallery.Fact{Name: "unfinished", Value: "the run was interrupted"})
	}
	return facts
}

func (r *Record) galleryImage(dir string, in *Input) (*gallery.Image, error) {
	g := &gallery.Image{
		Name: in.name(), File: in.File, Score: float64(in.Score), Facts: in.galleryFacts(r), Explained: in.explained(),
		Commands: commandLines(in.Commands), Predictions: in.galleryPredictions(), Layers: in.galleryLayers(), Maps: []gallery.Map{},
	}
	if in.Unfinished {
		g.Note = "The run ended before all maps were made."
	}
	var err error
	if g.Picture, err = readPicture(dir, in); err != nil {
		return g, err
	}
	if g.Picture == nil {
		g.Picture = r.original(in)
	}
	for i := range in.Attributions {
		m, err := r.galleryMap(dir, in, &in.Attributions[i])
		if err != nil {
			return g, err
		}
		g.Maps = append(g.Maps, m)
	}
	if !slices.ContainsFunc(g.Maps, func(m gallery.Map) bool { return len(m.Gray.Data) > 0 }) && len(g.Maps) > 0 {
		g.Note = fmt.Sprintf("The maps, of shape %s, are not drawn: they are not known to be of an image or a series.", gr.Shape(in.Shape))
	}
	return g, nil
}

func (in *Input) galleryPredictions() []gallery.Prediction {
	all := []gallery.Prediction{}
	for _, p := range in.Predictions {
		all = append(all, gallery.Prediction{Name: ClassName(p.Class, p.Label), Score: float64(p.Score), Probability: p.Probability, Explained: p.Class == in.Target})
	}
	return all
}

func (in *Input) galleryLayers() []gallery.Layer {
	all := []gallery.Layer{}
	for _, l := range in.Layers {
		g := gallery.Layer{Name: l.Name, Shape: gr.Shape(l.Shape).String(), Nodes: l.Nodes, Positives: l.Positives, Selected: l.Selected}
		if l.Threshold != nil {
			t := float64(*l.Threshold)
			g.Threshold = &t
		}
		all = append(all, g)
	}
	return all
}

// galleryMap reads a map and draws it in the two views of which the page makes others.
func (r *Record) galleryMap(dir string, in *Input, a *Attribution) (gallery.Map, error) {
	m := gallery.Map{Method: a.Method, Variant: string(a.Variant), Facts: a.galleryFacts()}
	values, err := ReadMap(dir, in, a)
	if err != nil {
		return m, err
	}
	shape := a.Shape
	if shape == nil {
		shape = in.Shape
	}
	drawing, ok := DrawingOf(shape, values, r.layoutOf(in), in.Image != nil || a.Shape != nil)
	if !ok {
		return m, nil
	}
	for _, v := range []struct {
		name string
		to   *report.Heatmap
	}{{"grayscale", &m.Gray}, {"signed", &m.Signed}} {
		views, err := report.SelectViews([]string{v.name}, report.Look{})
		if err != nil {
			return m, err
		}
		if *v.to, err = drawing.Draw(views[0]); err != nil {
			return m, fmt.Errorf("%s: %w", filepath.Join(dir, in.Directory, a.NPY), err)
		}
	}
	return m, nil
}

// layoutOf is the layout of an input. A record that does not tell it was written before there
// was the key; a picture then has as many channels as pictures have.
func (r *Record) layoutOf(in *Input) gr.Layout {
	if r.Model.Layout != "" || len(in.Shape) != 3 || in.Image == nil {
		return r.Model.Layout
	}
	if channels := in.Shape[2]; channels == 1 || channels == 3 {
		return gr.ChannelsLast
	}
	return gr.ChannelsFirst
}

// readPicture reads what the network saw, if that was written.
func readPicture(dir string, in *Input) (image.Image, error) {
	path := filepath.Join(in.Directory, in.Picture)
	if in.Picture == "" || !filepath.IsLocal(path) {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return img, nil
}

// galleryFacts are what is known of a map beside its values.
func (a *Attribution) galleryFacts() []gallery.Fact {
	var facts []gallery.Fact
	if a.Zero != "" {
		facts = append(facts, gallery.Fact{Value: "zero: " + a.Zero})
	}
	if a.ConvergenceDelta != nil {
		facts = append(facts, gallery.Fact{Name: "convergence delta", Value: fmt.Sprintf("%.3g", *a.ConvergenceDelta)})
	}
	if a.Points > 0 {
		facts = append(facts, gallery.Fact{Name: "points", Value: fmt.Sprint(a.Points)})
	}
	return append(facts, gallery.Fact{Value: fmt.Sprintf("%.2g s", a.Seconds)})
}

// galleryFacts are the parameters of an input's maps.
func (in *Input) galleryFacts(r *Record) []gallery.Fact {
	facts := []gallery.Fact{{Name: "sha256", Value: in.SHA256}, {Name: "input", Value: gr.Shape(in.Shape).String() + in.prepared()}}
	if p := r.Model.Preprocess; p != nil {
		facts = append(facts, gallery.Fact{Name: "preprocess", Value: cmp.Or(p.Name, "given")})
	}
	// The maps share the parameters on which several depend.
	made := Made{}
	for _, a := range in.Attributions {
		for name, value := range a.Parameters {
			made[name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		facts = append(facts, gallery.Fact{Name: strings.ReplaceAll(name, "_", " "), Value: strings.Trim(inJSON(made[name]), `"`)})
	}
	return facts
}

// prepared says how the file became the input.
func (in *Input) prepared() string {
	switch {
	case in.Image != nil:
		return fmt.Sprintf(" of %s, %d x %d, %s", in.Image.Format, in.Image.Width, in.Image.Height, in.Image.Resize)
	case in.Array != nil:
		return " of an array of " + in.Array.Type
	}
	return ""
}
