package graphrewrite

// Prune removes every node that none of the roots needs, through data or control inputs,
// and returns the number of nodes removed.
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
