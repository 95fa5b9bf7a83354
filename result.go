package tfreeze

import (
	"cmp"
	"fmt"
	"image"
	"io"
	"time"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/report"
	"tfreeze/results"
)

// A Result holds the maps of one input, and what was found on the way.
type Result struct {
	// Name is the input's name: for a file, its name without the extension.
	Name string
	// Shape is the shape of the network's input, without a batch dimension.
	Shape []int64
	// Picture is what the network saw, or a drawing of a series. It is nil for an array
	// that is neither.
	Picture image.Image
	// Target is the class explained, Label its name, if it has one, and Score its
	// score. Explained is the target as a text, as in "3,5,1"; Target is -1 if that is a
	// sum over classes.
	Target    int
	Explained string
	Label     string
	Score     float32
	// Scores are all scores, in C order, logits by default. ScoresShape is their shape:
	// [classes], or with positions. Labels are the names of the classes.
	Scores      []float32
	ScoresShape []int64
	Labels      []string
	// Layers are the frozen activations, dependencies first, with their thresholds at
	// this input. It is nil if nothing was frozen.
	Layers []Layer
	// Maps are ordered by method, and by variant within each method.
	Maps []Map

	// found is what Top and Figure need of the explanation.
	found *explain.Result
	// activation turns scores into probabilities.
	activation string
	methods    []string
	variants   []Variant
	options    methods.Values
	input      *inputs.Input
}

// A Layer describes one activation at the input: its threshold, which is +Inf if no
// value is positive, and how many of its values are positive and reach the threshold.
type Layer = explain.Layer

// A Map is the attribution of one method. It is signed, and in C order.
type Map struct {
	Method  string
	Variant Variant
	// Shape is the input's shape, or [H,W] if the method gives one value to each pixel.
	Shape  []int64
	Values []float32
	// ConvergenceDelta is the sum of the map minus F(input) - F(baseline), for the
	// score F of the variant's network. It is nil for a method that does not promise
	// that both are equal.
	ConvergenceDelta *float64
	// Steps says how methods.Auto ended; nil if the number of steps was given.
	Steps *explain.Steps
	// FrozenRelevance is the relevance that ended at frozen units, of which no input has a
	// share. It is nil for plain maps and for methods without relevance.
	FrozenRelevance *float64
	// Zero says why all values are 0. It is empty if some value is not 0.
	Zero string
	// Duration is the time that the method's runs took.
	Duration time.Duration

	layout gr.Layout
	// picture reports whether a map of two dimensions is known to be of an image.
	picture bool
}

// A Prediction is a class with its label and its score. Behind a Softmax or a Sigmoid
// it also has a probability.
type Prediction = results.Prediction

func (m *Model) result(in *inputs.Input, r explain.Request, found *explain.Result) (*Result, error) {
	labels, err := m.labels.For(found.Classes())
	if err != nil {
		return nil, err
	}
	result := &Result{
		Name: in.Name, Shape: in.Shape, Picture: results.PictureOf(in), Target: found.Target, Explained: found.Explained.String(), Label: results.LabelOf(labels, found.Target), Score: found.Score,
		Scores: found.Scores, ScoresShape: found.Shape, found: found, Labels: labels, Layers: found.Layers, activation: m.model.Card.Generated.Activation,
	}
	for _, a := range found.Attributions {
		result.Maps = append(result.Maps, Map{
			Method: a.Method, Variant: a.Variant, Shape: a.Shape, Values: a.Values,
			ConvergenceDelta: a.ConvergenceDelta, FrozenRelevance: a.FrozenRelevance, Steps: a.Steps, Zero: a.Zero, Duration: a.Duration, layout: m.model.Card.Generated.Layout, picture: in.Image != nil || len(a.Shape) != len(in.Shape),
		})
	}
	result.options = r.Options
	for _, method := range r.Methods {
		result.methods = append(result.methods, method.Name)
	}
	result.variants, result.input = r.Variants, in
	return result, nil
}

// Top returns the n classes with the highest scores, at the position that was explained.
func (r *Result) Top(n int) []Prediction {
	return results.Predictions(r.found, r.Labels, max(0, n), r.activation)
}

// Map returns the map of a method and a variant, and reports whether there is one.
func (r *Result) Map(method string, v Variant) (Map, bool) {
	for _, m := range r.Maps {
		if m.Method == method && m.Variant == v {
			return m, true
		}
	}
	return Map{}, false
}

// Heatmap draws the map with one pixel for each pixel of the input, or that of a series
// over its steps. The view is one of report.Views, but without the photo; empty means
// grayscale. It is an error if the input is neither an image nor a series.
func (m Map) Heatmap(view string) (image.Image, error) {
	h, err := m.heatmap(view)
	if err != nil {
		return nil, err
	}
	return h.Image(), nil
}

// Image is the map as pixels, [H,W,C]. It is an error if the input is no image.
func (m Map) Image() (report.Map, error) {
	if d, ok := results.DrawingOf(m.Shape, m.Values, m.layout, m.picture); ok {
		if image, ok := d.Image(); ok {
			return image, nil
		}
	}
	return report.Map{}, fmt.Errorf("a map of shape %v is not known to be of an image", gr.Shape(m.Shape))
}

func (m Map) heatmap(view string) (report.Heatmap, error) {
	v, err := viewOf(view, report.Look{})
	if err != nil {
		return report.Heatmap{}, err
	}
	return m.draw(v)
}

func (m Map) draw(v report.View) (report.Heatmap, error) {
	drawn, ok := m.drawing()
	if !ok {
		return report.Heatmap{}, m.notDrawn()
	}
	return drawn.Draw(v)
}

func (m Map) notDrawn() error {
	return fmt.Errorf("a map of shape %v is not known to be of an image or a series", gr.Shape(m.Shape))
}

// drawing is how the map is drawn, if it is known to be of an image or a series.
func (m Map) drawing() (results.Drawing, bool) {
	return results.DrawingOf(m.Shape, m.Values, m.layout, m.picture)
}

// viewOf finds a view by its name. The empty name is the first view.
func viewOf(name string, look report.Look) (report.View, error) {
	name = cmp.Or(name, report.Views[0].Name)
	views, err := report.SelectViews([]string{name}, look)
	if err != nil {
		return report.View{}, err
	}
	return views[0], nil
}

// Figure draws all maps side by side, as in the paper. Each row has one variant, each
// column one method. The view is as in Heatmap.
func (r *Result) Figure(view string) (image.Image, error) {
	f, err := r.figure(view)
	if err != nil {
		return nil, err
	}
	return f.Image()
}

// WriteFigure writes the figure in a format: png, svg or pdf.
func (r *Result) WriteFigure(w io.Writer, format, view string) error {
	f, err := r.figure(view)
	if err != nil {
		return err
	}
	return f.Write(w, format, nil)
}

func (r *Result) figure(view string) (f report.Figure, err error) {
	v, err := viewOf(view, report.Look{})
	if err != nil {
		return f, err
	}
	var plate results.Plate
	plate.Of(r.Name, r.found, r.Label)
	if r.Picture != nil {
		plate.Seen = report.Picture{Image: r.Picture}
	}
	for _, m := range r.Maps {
		d, _ := m.drawing()
		h, err := m.draw(v)
		if err == nil {
			err = plate.Add(m.Method+"."+string(m.Variant), d, r.input, v, h, h.Image())
		}
		if err != nil {
			return f, fmt.Errorf("%s, %s: %w", m.Method, m.Variant, err)
		}
	}
	return results.Plan{Methods: r.methods, Variants: r.variants, Options: r.options}.Figure(&plate), nil
}
