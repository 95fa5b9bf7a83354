package network

import (
	"errors"
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
)

// activationAt is the activation that an output is, if it is one. It is an error if the
// engine does not know its function.
func (r *reader) activationAt(o gr.Output) (*Activation, bool, error) {
	i, frozen := r.frozen[o]
	if !frozen {
		i = -1
	}
	layer, isLayer := r.layers[o]
	a := knownOp(o.Node)
	if isLayer && layer.Composite() {
		a = r.composite(layer)
	}
	switch {
	case a == nil && isLayer:
		return nil, false, fmt.Errorf("the engine does not know the activation %s", layer.Kind)
	case a == nil && frozen:
		return nil, false, errors.New("the engine does not know this activation")
	case a == nil:
		return nil, false, nil
	case isLayer:
		a.Input = layer.Input
	default:
		a.Input = o.Node.Inputs[0]
	}
	a.Output, a.Frozen, a.Layer = o, i, frozen || isLayer && !layer.Own
	return a, true, nil
}

// knownOp is the activation of one op, or nil.
func knownOp(n *gr.Node) *Activation {
	switch {
	case len(n.Inputs) == 0:
	case n.Op == "Relu":
		return &Activation{Op: n.Op, Clips: true, Hi: float32(math.Inf(1))}
	case n.Op == "Relu6":
		return &Activation{Op: n.Op, Clips: true, Hi: 6}
	case slices.Contains(activationOps, n.Op):
		return &Activation{Op: n.Op, Alpha: n.Float("alpha", 0.2)}
	}
	return nil
}

func (r *reader) activation(o gr.Output, a *Activation, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: Add, Activation: a}, a.Input)
}
