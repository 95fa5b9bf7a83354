package methods

import (
	"fmt"
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
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
	// TimesInput tells that attributions are the input, less the baseline if there is
	// one, times something.
	TimesInput bool
	// Paper tells that the method is one of the six of the paper on Activation
	// Freezing.
	Paper bool

	// emit adds a method of one evaluation, and average one that has a PointMethod.
	emit    func(n *Net, s gr.Scope) (emission, error)
	average *average
	// passes reports whether a unit at z sends anything back; nil differentiates.
	passes func(z float32) bool
}

// emission is what a method of one evaluation adds to a graph: the attribution, and
// tensors of its signature that others do not have.
type emission struct {
	attribution     gr.Output
	inputs, outputs map[string]gr.Output
}

// BaselineScore is the output of a signature that holds F(baseline), [N], on the
// same (frozen) network as the attribution. Methods have it that run the network
// there anyway.
const BaselineScore = "baseline_score"

// All lists the methods: the paper's six first, in the paper's order.
var All = []Method{
	grad, guidedBackprop, elrp, integratedGradients, smoothGrad, deepLIFT,
	gradTimesInput, saliency, smoothGuidedBackprop, deepLIFTMaxPool,
}

// Emit adds a method of one evaluation (PointMethod is empty) to the network's graph
// and returns its signature: the network's inputs, "target" and the method's own
// tensors; outputs "attribution", in the shape of the input, "score", [N], and the
// method's own. By what is fed to the Freezings, it is of the frozen network.
func (m Method) Emit(n *Net) (gr.Signature, error) {
	if m.emit == nil {
		return gr.Signature{}, fmt.Errorf("%s is an average over %s: only a Server has it", m.Name, m.PointMethod)
	}
	own, err := m.emit(n, n.scope.Sub(m.Name))
	if err != nil {
		return gr.Signature{}, fmt.Errorf("%s: %w", m.Name, err)
	}
	own.attribution.Node.Types[0].Shape = n.Input.Shape()
	in := maps.Clone(n.Inputs)
	in["target"] = n.Target
	maps.Copy(in, own.inputs)
	out := map[string]gr.Output{"attribution": own.attribution, "score": n.Score}
	maps.Copy(out, own.outputs)
	return gr.Signature{Name: m.Name + WithOptions, Inputs: in, Outputs: out}, nil
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
