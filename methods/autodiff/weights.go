package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// weights is what an op makes of weights, which stay the same from one run to the next.
type weights int

const (
	// noWeights is of an op whose outputs are no weights, as far as is known.
	noWeights weights = iota
	// holds is of an op that holds a weight.
	holds
	// handsOn is of an op that gives the weight that it reads.
	handsOn
	// combines is of an op whose output stays the same, too, if all its inputs do.
	combines
)

// IsWeight reports whether a tensor is a variable's value or a constant, which
// stays the same from one run to the next. What waits for another node is no weight:
// it may belong to a loop.
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

// FromWeights reports whether a tensor is a weight or follows from weights alone, in
// at most that many steps.
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
