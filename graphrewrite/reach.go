package graphrewrite

import (
	"errors"
	"slices"
)

// Ancestors is the set of the nodes that the roots need, themselves included; a
// nil root needs none.
func Ancestors(roots ...*Node) map[*Node]bool {
	seen := map[*Node]bool{}
	walkBack(seen, roots, func(*Node) {})
	return seen
}

// walkBack visits the nodes that from need, themselves included, but for those
// that were seen already. It does not call itself: a graph may be a chain of a
// million nodes.
func walkBack(seen map[*Node]bool, from []*Node, visit func(*Node)) {
	todo := slices.Clone(from)
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		visit(n)
		todo = n.appendRead(todo)
	}
}

// Dependents is the set of the nodes that read from, directly or not,
// through data inputs; from itself is one of them.
func (g *Graph) Dependents(from *Node) (map[*Node]bool, error) {
	readers := make(map[*Node][]*Node, len(g.nodes))
	var lost *Node
	for _, n := range g.nodes {
		for _, in := range n.Inputs {
			readers[in.Node] = append(readers[in.Node], n)
			if in.Node == nil || g.nodes[in.Node.Name] != in.Node {
				lost = first(lost, n)
			}
		}
	}
	if lost != nil {
		return nil, lost.loses()
	}
	return follow(readers, from), nil
}

// follow is the set of the nodes to which readers lead, from one on.
func follow(readers map[*Node][]*Node, from *Node) map[*Node]bool {
	reached := map[*Node]bool{from: true}
	for todo := []*Node{from}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, r := range readers[n] {
			if !reached[r] {
				reached[r] = true
				todo = append(todo, r)
			}
		}
	}
	return reached
}

// Between returns the nodes that depend on from and that to needs, both
// included, dependencies first. It looks at no more of the graph than to needs
// besides what from does.
func (g *Graph) Between(from, to Output) ([]*Node, error) {
	sorted, err := g.sortedBack(func(n *Node) bool { return n == from.Node }, to.Node)
	if err != nil {
		return nil, err
	}
	readers := map[*Node][]*Node{}
	for _, n := range sorted {
		for _, in := range n.Inputs {
			readers[in.Node] = append(readers[in.Node], n)
		}
	}
	below := follow(readers, from.Node)
	return slices.DeleteFunc(sorted, func(n *Node) bool { return !below[n] }), nil
}

// sortedBack returns the nodes that the roots need, themselves included,
// dependencies first, and does not look behind the nodes where stop holds.
func (g *Graph) sortedBack(stop func(*Node) bool, roots ...*Node) ([]*Node, error) {
	o := newOrdering(0)
	for todo := slices.Clone(roots); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, seen := o.waiting[n]; seen || n == nil {
			continue
		}
		if g.nodes[n.Name] != n {
			return nil, &Error{Node: n.Name, Op: n.Op, Err: errors.New("it is read, and is not a node of the graph")}
		}
		if o.waiting[n] = 0; !stop(n) {
			todo = n.appendRead(todo)
		}
	}
	sorted := o.sort()
	return sorted, o.cycle(sorted)
}
