package graphrewrite

// Become gives n the op, the inputs and the attributes of other, and removes other from
// the graph. n keeps its name, its readers and its control inputs.
func (g *Graph) Become(n, other *Node) {
	n.Op, n.Inputs, n.Attr = other.Op, other.Inputs, other.Attr
	delete(g.nodes, other.Name)
}
