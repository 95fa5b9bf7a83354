package methods

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// A Method is a way to explain a score.
type Method struct {
	// Name is the method's name in commands and signatures.
	Name string
	// Summary is a short phrase that says what the attribution is.
	Summary string
	// PointMethod names the method whose attributions are averaged over points near the
	// input, or on the way to it. It is empty for a method that needs one evaluation.
	PointMethod string
	// Options lists the options that the method takes.
	Options []*Choice
	// Exact reports whether attributions sum to F(input) - F(baseline) exactly in a
	// network of linear ops, activations, and the ops that Through lists.
	Exact   bool
	Through []string
	// TimesInput reports whether the attribution is a product with the input, or with
	// the input minus the baseline.
	TimesInput bool
	// Local reports whether an element of the map says how the score changes with that
	// element of the input, as a gradient does, and not which share of the score it has.
	Local bool
	// PerPixel reports whether the map has one value for each pixel, and not for each
	// channel of it: [H,W].
	PerPixel bool
	// Relevance reports whether the map is what arrives at the input of the score's
	// relevance.
	Relevance bool
	// Reruns reports whether the method runs the network once more, with other activations
	// than those at the input.
	Reruns bool
	// FromLayer reports whether the map is made of the features of one layer, which is
	// chosen when the method is added to a network.
	FromLayer bool
	// DrawsBaselines reports whether the method draws from several baselines, where others'
	// maps are averaged over them.
	DrawsBaselines bool
	// Smooths is the method that a Smoothed one averages; nil if it is none.
	Smooths *Method
	// ZeroMeans says why a map is 0 where no layer stops the gradient. It is empty if the
	// reason is that the gradient is 0.
	ZeroMeans string
	// Paper reports whether the method is among the six of the paper on Activation
	// Freezing.
	Paper bool

	// One of these is set: emit adds a method that needs one evaluation; average and
	// procedure belong to methods with a PointMethod.
	emit      func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error)
	average   *average
	procedure *procedure
	// needs says why the method cannot explain a network. If nil, it can explain each.
	needs func(n *serving.Net) error
	// passes reports whether a unit whose output is z passes anything back. If nil, the
	// method differentiates.
	passes func(z float32) bool
}

// All lists the methods, the paper's six first and in the paper's order.
var All = []Method{
	grad, guidedBackprop, elrp, integratedGradients, smoothGrad, deepLIFT,
	gradTimesInput, saliency, smoothGuidedBackprop, deepLIFTMaxPool, varGrad,
	guidedIG, blurIG, expectedGradients, occlusion, shapleySampling, rectGrad,
	neuronMCT, fem, gradCAM, xrai, epsilonPlus, epsilonPlusFlat, epsilonAlpha, epsilonAlphaFlat, epsilonGammaBox,
}

// Emit adds a method that needs one evaluation to the network's graph, as Net.Emit
// does. A method with a PointMethod is an error.
func (m Method) Emit(n *serving.Net) (gr.Signature, error) {
	if m.emit == nil {
		return gr.Signature{}, fmt.Errorf("%s is an average over %s: only a Server can emit it", m.Name, m.PointMethod)
	}
	if err := m.Check(n); err != nil {
		return gr.Signature{}, fmt.Errorf("%s: %w", m.Name, err)
	}
	return n.Emit(m.attribution())
}

// Serve adds a method to a served model, as Server.Serve does. It returns nothing for a
// method that is not InGraph, or needs images where the input is something else.
func (m Method) Serve(s *serving.Server) ([]gr.Signature, error) {
	_, images := s.Image()
	if !m.InGraph() || !m.Served() && !images {
		return nil, nil
	}
	if err := m.Check(s.Net); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Name, err)
	}
	return s.Serve(m.attribution())
}

// Check says why a method cannot explain a network.
func (m Method) Check(n *serving.Net) error {
	if m.needs == nil {
		return nil
	}
	return m.needs(n)
}

func (m Method) attribution() serving.Attribution {
	a := serving.Attribution{Name: m.Name, Moves: m.Moves(), PerPixel: m.PerPixel, Once: m.emit}
	for _, c := range m.Options {
		if c.Served != nil {
			a.Parameters = append(a.Parameters, *c.Served)
		}
	}
	if m.average != nil {
		a.Average = &serving.Average{Rules: m.average.rules, Attribution: m.average.emit}
	}
	if m.procedure != nil {
		a.Average = &serving.Average{Attribution: func(l *serving.Loop, given serving.Arguments) (gr.Output, error) {
			im, _ := l.Image()
			return m.procedure.emit(l, im, given)
		}}
	}
	return a
}

// Moves reports whether the method evaluates the network at other points than the
// input, or with other activations. Masks and thresholds differ there.
func (m Method) Moves() bool { return m.PointMethod != "" || m.HasBaseline() || m.Reruns }

// MapShape is the shape of the method's map of an input, both without a batch dimension.
func (m Method) MapShape(input []int64, l gr.Layout) []int64 {
	if m.PerPixel {
		return l.Pixels(input)
	}
	return input
}

// Takes refuses values of options that the method cannot take, though others do.
func (m Method) Takes(v Values) error {
	if Steps.Of(v) == Auto && slices.Contains(m.Options, Steps.Choice) && !slices.Contains(m.Options, Tolerance.Choice) {
		return fmt.Errorf("%s has no convergence delta that could tell how many steps are enough: give a number", m.Name)
	}
	return nil
}

// HasBaseline reports whether attributions are relative to a reference input. They then
// sum to F(input) - F(baseline), exactly or approximately.
func (m Method) HasBaseline() bool { return slices.Contains(m.Options, Baseline.Choice) }

// DependsOn reports whether the method's map in variant v depends on the option.
func (m Method) DependsOn(c *Choice, v serving.Variant) bool {
	if c.Freezing {
		return v != serving.Plain
	}
	return slices.Contains(m.Options, c)
}

// Select finds methods by name, and returns them in the order of All. The name "all"
// means the paper's six; smoothed_METHOD is Smoothed, and comes after all others.
func Select(names []string) ([]Method, error) {
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	var found []Method
	for _, m := range All {
		if wanted[m.Name] || wanted["all"] && m.Paper {
			found = append(found, m)
		}
		delete(wanted, m.Name)
	}
	for _, m := range All {
		if !wanted[SmoothedPrefix+m.Name] {
			continue
		}
		smoothed, err := Smoothed(m)
		if err != nil {
			return nil, err
		}
		found = append(found, smoothed)
		delete(wanted, smoothed.Name)
	}
	delete(wanted, "all")
	for _, name := range names {
		if wanted[name] {
			return nil, nearest.Unknown("method", name, append([]string{"all"}, Names()...))
		}
	}
	return found, nil
}

// Names lists the names of all methods.
func Names() []string {
	names := make([]string, len(All))
	for i, m := range All {
		names[i] = m.Name
	}
	return names
}
