package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// Cut returns the closed nodes nearest to y, dependencies first, if every path of a
// gradient from y to x passes through a closed node. If some path does not, it returns
// nil.
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
