package fastconv

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// isWeight reports whether a tensor is a variable's value or a constant, which
// stays what it is from one run to the next. What waits for another node is
// none: it may belong to a loop.
func isWeight(o gr.Output) bool {
	for n := o.Node; len(n.Control) == 0; n = n.Inputs[0].Node {
		switch made := autodiff.Of(n.Op).Weights(); {
		case made == autodiff.Holds:
			return true
		case made != autodiff.HandsOn || len(n.Inputs) == 0:
			return false
		}
	}
	return false
}

// fromWeights reports whether a tensor is a weight or follows from weights alone, in
// at most that many steps.
func fromWeights(o gr.Output, steps int) bool {
	if isWeight(o) {
		return true
	}
	n := o.Node
	if steps == 0 || len(n.Control) > 0 || len(n.Inputs) == 0 || autodiff.Of(n.Op).Weights() < autodiff.HandsOn {
		return false
	}
	return !slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return !fromWeights(in, steps-1) })
}
