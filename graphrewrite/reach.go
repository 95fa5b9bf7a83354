package graphrewrite

import (
	"errors"
	"slices"
)

// Ancestors returns the nodes that the roots need, themselves included. A nil root needs
// no node.
func Ancestors(roots ...*Node) map[*Node]bool {
	seen := map[*Node]bool{}
	walkBack(seen, roots, func(*Node) {})
	return seen
}

// walkBack visits the nodes that from need, themselves included, and marks them in seen.
// It skips those that are marked already. It does not recurse: a graph may be a chain of
// half a million nodes.
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

// Dependents returns the nodes that read from, directly or not, through data inputs; from
// itself is one of them.
func (g *Graph) Dependents(from *Node) (map[*Node]bool, error) {
	readers := make(map[*Node][]*Node, len(g.nodes))
	var lost *Node
	for _, n := range g.nodes {
		for _, in := range n.Inputs {
			readers[in.Node] = append(readers[in.Node], n)
			if in.Node == nil || g.nodes[in.Node.Name] != in.Node {
				lost = firstByName(lost, n)
			}
		}
	}
	if lost != nil {
		return nil, lost.dangling()
	}
	return follow(readers, from), nil
}

// follow returns the nodes to which readers lead from a node, which is one of them.
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

// Between returns the nodes that depend on from and that to needs, both included,
// dependencies first. It visits only nodes that to needs, and none that only from needs.
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

// sortedBack returns the nodes that the roots need, themselves included, dependencies
// first. It does not visit the inputs of nodes where stop holds.
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
