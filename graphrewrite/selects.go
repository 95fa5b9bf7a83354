package graphrewrite

import "slices"

// FoldSelects replaces each selection by a condition that constants decide by the
// tensor that is selected, unless that takes its shape from another.
//
//	y = SelectV2(false, a, b)   ->   y = Identity(b)
func FoldSelects(g *Graph) {
	for _, n := range g.nodes {
		if !n.is(selects) || len(n.Inputs) != 3 {
			continue
		}
		yes, ok := constBool(n.Inputs[0])
		if !ok {
			continue
		}
		chosen := n.Inputs[2]
		if yes {
			chosen = n.Inputs[1]
		}
		if t := chosen.Type(); t.DType != 0 && t.Shape != nil && slices.Equal(t.Shape, n.Out(0).Shape()) {
			n.handOn(chosen)
		}
	}
}
