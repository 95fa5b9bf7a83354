package graphrewrite

import "slices"

// Subgraph returns a new graph with copies of the nodes that the roots need, under the
// same names. It shares attributes and the library with g.
func (g *Graph) Subgraph(roots ...*Node) *Graph {
	needed := Ancestors(roots...)
	sub := &Graph{versions: g.versions, Library: g.Library, nodes: make(map[string]*Node, len(needed)), fresh: map[string]int{}}
	twins := make(map[*Node]*Node, len(needed))
	for n := range needed {
		twin := *n
		twins[n], sub.nodes[n.Name] = &twin, &twin
	}
	for _, n := range twins {
		n.Inputs, n.Control, n.Types = slices.Clone(n.Inputs), slices.Clone(n.Control), slices.Clone(n.Types)
		for i := range n.Inputs {
			n.Inputs[i].Node = twins[n.Inputs[i].Node]
		}
		for i := range n.Control {
			n.Control[i] = twins[n.Control[i]]
		}
	}
	return sub
}
