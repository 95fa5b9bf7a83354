package serving

import (
	"fmt"
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An Attribution describes a method to a Server.
type Attribution struct {
	// Name is the method's name. The names of its signatures begin with it.
	Name string
	// Moves reports whether the method runs the network at other points than the input.
	// Masks and thresholds differ there.
	Moves bool
	// PerPixel reports whether it has one value for each pixel: [N,H,W].
	PerPixel bool
	// Parameters lists what callers may choose besides the target.
	Parameters []Parameter
	// Once emits a method that needs one evaluation, in a scope of its own. It is nil
	// if Average is set.
	Once func(n *Net, s gr.Scope, a Arguments) (Emission, error)
	// Average emits a method that averages over points.
	Average *Average
}

// An Emission is what a method that needs one evaluation adds to a graph: the
// attribution, and the outputs that only its signature has.
type Emission struct {
	Attribution gr.Output
	Outputs     map[string]gr.Output
}

// BaselineScore is the key of the output that holds F(baseline), [N], computed by the
// same (frozen) network as the attribution. Only methods that run the network at the
// baseline anyway have it.
const BaselineScore = "baseline_score"

// FrozenRelevance is the key of the output that holds the relevance that ends at frozen
// units, [N]. Only methods of relevance have it.
const FrozenRelevance = "frozen_relevance"

// WithOptions is the suffix of signatures that take options.
const WithOptions = "_with_options"

// Emit adds a method that needs one evaluation to the network's graph and returns its
// signature. Inputs are the network's, what says what to explain, and the method's
// parameters. Outputs
// are "attribution", in the shape of the input or of its pixels, "score", [N], and the
// method's own.
// What is fed to the Freezings decides how the network is frozen.
func (n *Net) Emit(a Attribution) (gr.Signature, error) {
	scope := n.scope.Sub(a.Name)
	chosen := arguments(autodiff.Emitter{Scope: scope}, a.Parameters, n.Input)
	own, err := a.Once(n, scope, chosen)
	if err != nil {
		return gr.Signature{}, fmt.Errorf("%s: %w", a.Name, err)
	}
	own.Attribution.Node.Types[0].Shape = n.mapShape(a)
	in := maps.Clone(n.Inputs)
	maps.Copy(in, n.choices())
	maps.Copy(in, chosen.placeholders())
	out := map[string]gr.Output{"attribution": own.Attribution, "score": n.Score}
	maps.Copy(out, own.Outputs)
	return gr.Signature{Name: a.Name + WithOptions, Inputs: in, Outputs: out}, nil
}
