package methods

import (
	"fmt"

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
	// Baseline tells that attributions are relative to a reference input, and
	// sum to F(input) - F(baseline), approximately or exactly.
	Baseline bool
	// Exact reports whether they sum to it exactly in a network of linear ops,
	// activations, and the ops that Through lists.
	Exact   bool
	Through []string
	// TimesInput tells that attributions are the input, less the baseline if there is
	// one, times something.
	TimesInput bool
	// Paper tells that the method is one of the six of the paper on Activation
	// Freezing.
	Paper bool

	// emit adds a method of one evaluation, and average one that has a PointMethod.
	emit    func(n *serving.Net, s gr.Scope) (serving.Emission, error)
	average *serving.Average
	// passes reports whether a unit at z sends anything back; nil differentiates.
	passes func(z float32) bool
}

// All lists the methods: the paper's six first, in the paper's order.
var All = []Method{
	grad, guidedBackprop, elrp, integratedGradients, smoothGrad, deepLIFT,
	gradTimesInput, saliency, smoothGuidedBackprop, deepLIFTMaxPool,
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
	return serving.Attribution{Name: m.Name, Moves: m.PointMethod != "" || m.Baseline, Once: m.emit, Average: m.average}
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
