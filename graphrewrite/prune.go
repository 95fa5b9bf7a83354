package graphrewrite

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
