package serving

import (
	"fmt"
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An Attribution is what is served of a method.
type Attribution struct {
	// Name is the method's, with which the names of its signatures begin.
	Name string
	// Moves reports whether the network runs at other points than the input, where a
	// mask and a threshold differ.
	Moves bool
	// Parameters are what its callers may choose, besides the target.
	Parameters []Parameter
	// Once emits it by one evaluation, in a scope of its own; nil if Average is set.
	Once func(n *Net, s gr.Scope, a Arguments) (Emission, error)
	// Average emits it as a mean.
	Average *Average
}

// An Emission is what a method of one evaluation adds to a graph: the attribution,
// and outputs of its signature that others do not have.
type Emission struct {
	Attribution gr.Output
	Outputs     map[string]gr.Output
}

// BaselineScore is the output of a signature that holds F(baseline), [N], on the
// same (frozen) network as the attribution. Methods have it that run the network
// there anyway.
const BaselineScore = "baseline_score"

// WithOptions is what the name of a signature ends with that takes options.
const WithOptions = "_with_options"

// Emit adds an attribution of one evaluation to the network's graph and returns its
// signature: the network's inputs, "target" and the method's parameters; outputs
// "attribution", in the shape of the input, "score", [N], and the method's own. By
// what is fed to the Freezings, it is of the frozen network.
func (n *Net) Emit(a Attribution) (gr.Signature, error) {
	scope := n.scope.Sub(a.Name)
	chosen := arguments(autodiff.Emitter{Scope: scope}, a.Parameters, n.Input)
	own, err := a.Once(n, scope, chosen)
	if err != nil {
		return gr.Signature{}, fmt.Errorf("%s: %w", a.Name, err)
	}
	own.Attribution.Node.Types[0].Shape = n.Input.Shape()
	in := maps.Clone(n.Inputs)
	in["target"] = n.Target
	maps.Copy(in, chosen.placeholders())
	out := map[string]gr.Output{"attribution": own.Attribution, "score": n.Score}
	maps.Copy(out, own.Outputs)
	return gr.Signature{Name: a.Name + WithOptions, Inputs: in, Outputs: out}, nil
}
