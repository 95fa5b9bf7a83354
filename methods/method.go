package methods

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// A Method is one way to explain a score.
type Method struct {
	// Name is how commands and signatures call it.
	Name string
	// Summary says in a few words what the attribution is.
	Summary string
	// PointMethod is the method whose attribution, at points near the input or on
	// the way to it, is averaged; it is empty if one evaluation is enough.
	PointMethod string
	// Options are what the method may be told.
	Options []*Choice
	// Exact reports whether attributions sum to F(input) - F(baseline) exactly in a
	// network of linear ops, activations, and the ops that Through lists.
	Exact   bool
	Through []string
	// TimesInput tells that attributions are the input, less the baseline if there is
	// one, times something.
	TimesInput bool
	// ZeroMeans says what a map of 0 tells where no layer stops the gradient; empty if
	// that the gradient is 0.
	ZeroMeans string
	// Paper tells that the method is one of the six of the paper on Activation
	// Freezing.
	Paper bool

	// emit adds a method of one evaluation, and average one that has a PointMethod.
	emit    func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error)
	average *average
	// passes reports whether a unit at z sends anything back; nil differentiates.
	passes func(z float32) bool
}

// All lists the methods: the paper's six first, in the paper's order.
var All = []Method{
	grad, guidedBackprop, elrp, integratedGradients, smoothGrad, deepLIFT,
	gradTimesInput, saliency, smoothGuidedBackprop, deepLIFTMaxPool, varGrad,
}

// Emit adds a method of one evaluation (PointMethod is empty) to the network's graph,
// as Net.Emit does.
func (m Method) Emit(n *serving.Net) (gr.Signature, error) {
	if m.emit == nil {
		return gr.Signature{}, fmt.Errorf("%s is an average over %s: only a Server has it", m.Name, m.PointMethod)
	}
	return n.Emit(m.attribution())
}

// Serve adds a method to a served model, as Server.Serve does.
func (m Method) Serve(s *serving.Server) ([]gr.Signature, error) { return s.Serve(m.attribution()) }

func (m Method) attribution() serving.Attribution {
	a := serving.Attribution{Name: m.Name, Moves: m.Moves(), Once: m.emit}
	for _, c := range m.Options {
		if c.Served != nil {
			a.Parameters = append(a.Parameters, *c.Served)
		}
	}
	if m.average != nil {
		a.Average = &serving.Average{Rules: m.average.rules, Attribution: m.average.emit}
	}
	return a
}

// Moves reports whether the method runs the network at other points than the input,
// where a mask and a threshold differ.
func (m Method) Moves() bool { return m.PointMethod != "" || m.HasBaseline() }

// HasBaseline reports whether attributions are relative to a reference input, and sum
// to F(input) - F(baseline), approximately or exactly.
func (m Method) HasBaseline() bool { return slices.Contains(m.Options, Baseline.Choice) }

// DependsOn reports whether the method's map by a variant depends on an option.
func (m Method) DependsOn(c *Choice, v serving.Variant) bool {
	if c.Freezing {
		return v != serving.Plain
	}
	return slices.Contains(m.Options, c)
}

// Select finds methods by name, in the order of All: "all" is the paper's six.
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
	delete(wanted, "all")
	for _, name := range names {
		if wanted[name] {
			return nil, nearest.Unknown("method", name, append([]string{"all"}, Names()...))
		}
	}
	return found, nil
}

// Names lists the names of All.
func Names() []string {
	names := make([]string, len(All))
	for i, m := range All {
		names[i] = m.Name
	}
	return names
}
