package graphrewrite

import "slices"

// FoldSelects replaces each selection whose condition is constant by the selected tensor,
// if that has the shape of the output.
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
			n.becomeIdentity(chosen)
		}
	}
}
