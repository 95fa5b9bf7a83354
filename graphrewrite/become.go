package graphrewrite

// Become has n computed as the node other is, which leaves the graph: n keeps its
// name, its readers, and what it waits for.
func (g *Graph) Become(n, other *Node) {
	n.Op, n.Inputs, n.Attr = other.Op, other.Inputs, other.Attr
	delete(g.nodes, other.Name)
}
