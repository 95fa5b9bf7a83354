package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// Cut returns those of the closed nodes that are nearest y, dependencies first, if
// every way that a gradient takes from y to x leads through a closed one; else nil.
func Cut(g *gr.Graph, y, x gr.Output, closed map[*gr.Node]bool) ([]*gr.Node, error) {
	between, err := g.Between(x, y)
	if err != nil {
		return nil, err
	}
	w := newWalk(gr.Scope{}, nil, varying(between, x.Node))
	reached := closure(y.Node, func(n *gr.Node) []*gr.Node {
		if closed[n] {
			return nil
		}
		return w.sends(n)
	})
	if reached[x.Node] {
		return nil, nil
	}
	return slices.DeleteFunc(between, func(n *gr.Node) bool { return !closed[n] || !reached[n] }), nil
}

// Passes reports whether a method sends anything back through a unit of an activation
// op at z, as far as that tells: always, if z alone does not.
func (m Method) Passes(op string, z float32) bool {
	if m.passes != nil {
		return m.passes(z)
	}
	switch op {
	case "Relu", "Softplus":
		return z > 0
	case "Relu6":
		return z > 0 && z < 6
	case "Sigmoid":
		return z*(1-z) != 0
	case "Tanh":
		return z*z != 1
	case "Elu":
		return z != -1
	}
	return true
}
