package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// weights says what an op does with weights, which do not change from one run to the
// next.
type weights int

const (
	// noWeights is for an op whose outputs are not known to be weights.
	noWeights weights = iota
	// holds is for an op that holds a weight.
	holds
	// handsOn is for an op that returns the weight that it reads.
	handsOn
	// combines is for an op whose output is constant if all its inputs are.
	combines
)

// IsWeight reports whether a tensor is a variable's value or a constant, which does not
// change from one run to the next. A node that waits for another one does not count: it
// may belong to a loop.
func IsWeight(o gr.Output) bool {
	for n := o.Node; len(n.Control) == 0; n = n.Inputs[0].Node {
		switch made := Of(n.Op).weights; {
		case made == holds:
			return true
		case made != handsOn || len(n.Inputs) == 0:
			return false
		}
	}
	return false
}

// FromWeights reports whether a tensor is a weight, or follows from weights alone in at
// most the given number of steps.
func FromWeights(o gr.Output, steps int) bool {
	if IsWeight(o) {
		return true
	}
	n := o.Node
	if steps == 0 || len(n.Control) > 0 || len(n.Inputs) == 0 || Of(n.Op).weights < handsOn {
		return false
	}
	return !slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return !FromWeights(in, steps-1) })
}
