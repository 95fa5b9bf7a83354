package tfreeze

import (
	"fmt"
	"image"
	"time"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/report"
	"tfreeze/results"
)

// A Result is what was found out about one input.
type Result struct {
	// Name is the input's, a file's without its extension.
	Name string
	// Shape is that of what the network was given, without a batch dimension.
	Shape []int64
	// Picture is what the network saw; nil for an array that is no image.
	Picture image.Image
	// Target is the class explained, Label its name, if it has one, and Score its score.
	Target int
	Label  string
	Score  float32
	// Scores are those of all classes, logits as a rule, and Labels their names.
	Scores []float32
	Labels []string
	// Layers are the activations that are frozen, dependencies first, with their
	// thresholds at this input; nil if nothing was.
	Layers []Layer
	// Maps come method by method, and in each variant by variant.
	Maps []Map

	// activation makes probabilities of the scores.
	activation        string
	methods, variants []string
}

// A Layer is one activation at the input: its threshold, +Inf where no activation is
// positive, and how many of its nodes are positive and reach the threshold.
type Layer = explain.Layer

// A Map is the attribution of one method, signed, in C order.
type Map struct {
	Method  string
	Variant Variant
	// Shape is the input's.
	Shape  []int64
	Values []float32
	// ConvergenceDelta is the sum of the map less F(input) - F(baseline), on the same,
	// frozen network; nil where the method promises nothing of it.
	ConvergenceDelta *float64
	// Zero says why all values are 0, if they are.
	Zero string
	// Duration is how long the method's runs took.
	Duration time.Duration

	layout gr.Layout
}

// A Prediction is a class with its label, its score and, behind a Softmax or Sigmoid,
// its probability.
type Prediction = results.Prediction

func (m *Model) result(in *inputs.Input, r explain.Request, found *explain.Result) (*Result, error) {
	labels, err := m.labels.For(len(found.Scores))
	if err != nil {
		return nil, err
	}
	result := &Result{
		Name: in.Name, Shape: in.Shape, Picture: in.Picture, Target: found.Target, Label: results.LabelOf(labels, found.Target), Score: found.Score,
		Scores: found.Scores, Labels: labels, Layers: found.Layers, activation: m.model.Card.Generated.Activation,
	}
	for _, a := range found.Attributions {
		result.Maps = append(result.Maps, Map{
			Method: a.Method, Variant: a.Variant, Shape: in.Shape, Values: a.Values,
			ConvergenceDelta: a.ConvergenceDelta, Zero: a.Zero, Duration: a.Duration, layout: m.model.Card.Generated.Layout,
		})
	}
	for _, method := range r.Methods {
		result.methods = append(result.methods, method.Name)
	}
	for _, v := range r.Variants {
		result.variants = append(result.variants, string(v))
	}
	return result, nil
}

// Top returns the n classes of the highest scores.
func (r *Result) Top(n int) []Prediction {
	return results.Top(r.Scores, r.Labels, max(0, n), r.activation)
}

// Map returns the map of a method and a variant, false if there is none.
func (r *Result) Map(method string, v Variant) (Map, bool) {
	for _, m := range r.Maps {
		if m.Method == method && m.Variant == v {
			return m, true
		}
	}
	return Map{}, false
}

// Heatmap draws the map, a pixel for a pixel, in a view: grayscale, which is empty too,
// diverging, signed or signed_mean. It is an error if the input is no image.
func (m Map) Heatmap(view string) (image.Image, error) {
	h, err := m.heatmap(view)
	if err != nil {
		return nil, err
	}
	return h.Image(), nil
}

func (m Map) heatmap(view string) (report.Heatmap, error) {
	v, err := viewOf(view)
	if err != nil {
		return report.Heatmap{}, err
	}
	drawn, ok := results.MapOf(m.Shape, m.Values, m.layout)
	if !ok {
		return report.Heatmap{}, fmt.Errorf("a map of shape %v is not known to be of an image", gr.Shape(m.Shape))
	}
	return v.Draw(drawn)
}

// viewOf finds a view, the first without a name.
func viewOf(name string) (report.View, error) {
	if name == "" {
		return report.Views[0], nil
	}
	views, err := report.SelectViews([]string{name})
	if err != nil {
		return report.View{}, err
	}
	return views[0], nil
}

// Figure draws all maps side by side, as in the paper: a row for each variant with the
// picture, a column for each method. The view is Heatmap's.
func (r *Result) Figure(view string) (image.Image, error) {
	f := report.Figure{Title: results.Title(r.Name, r.Target, r.Label, r.Score), Image: r.Picture, Columns: r.methods}
	for _, v := range r.variants {
		row := report.Row{Label: v}
		for _, method := range r.methods {
			m, _ := r.Map(method, Variant(v))
			h, err := m.heatmap(view)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", method, v, err)
			}
			row.Cells = append(row.Cells, h)
		}
		f.Rows = append(f.Rows, row)
	}
	return f.Render()
}
