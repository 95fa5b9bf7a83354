package autodiff

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
