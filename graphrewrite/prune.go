package graphrewrite

import "slices"

// Prune removes every node that none of the roots needs, through data or
// control inputs, and returns how many it removed.
func (g *Graph) Prune(roots ...*Node) int {
	needed := Ancestors(roots...)
	before := len(g.nodes)
	for name, n := range g.nodes {
		if !needed[n] {
			delete(g.nodes, name)
		}
	}
	return before - len(g.nodes)
}

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
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	reached := map[*Node]bool{from: true}
	reads := func(in Output) bool { return reached[in.Node] }
	for again := true; again; {
		again = false
		for _, n := range nodes {
			if !reached[n] && slices.ContainsFunc(n.Inputs, reads) {
				reached[n] = true
				again = again || n.EndsIteration()
			}
		}
	}
	return reached, nil
}

// PruneLibrary drops the functions if no node of the graph names one.
func (g *Graph) PruneLibrary() {
	functions := map[string]bool{}
	for _, f := range g.Library.GetFunction() {
		functions[f.GetSignature().GetName()] = true
	}
	for _, n := range g.nodes {
		if functions[n.Op] {
			return
		}
		for _, a := range n.Attr {
			if a.GetFunc() != nil || len(a.GetList().GetFunc()) > 0 {
				return
			}
		}
	}
	g.Library = nil
}
