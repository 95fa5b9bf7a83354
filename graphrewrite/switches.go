package graphrewrite

import (
	"maps"
	"slices"
)

// FoldSwitches replaces the conditions of TF1 that constants decide: each Switch by its
// input, and the Merge after it by the branch that is taken. It returns the number of
// Merges that it replaced. The nodes of the other branch are left to Prune.
//
//	s = Switch(x, false)     ->   b = Relu(x)
//	a = Sigmoid(s:1)              y = Identity(b)
//	b = Relu(s)
//	y = Merge(a, b)
func FoldSwitches(g *Graph) (int, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return 0, err
	}
	s := &switchFolder{g: g, dead: map[Output]bool{}, gone: map[*Node]bool{}}
	for _, n := range nodes {
		s.visit(n)
	}
	for _, n := range nodes {
		for i, in := range n.Inputs {
			if in.Node.is(switches) && s.folded(in.Node) && !s.dead[in] {
				n.Inputs[i] = in.Node.Inputs[0]
			}
		}
	}
	uses := g.Uses()
	for _, m := range s.merges {
		m.index(g, uses[m.merge])
	}
	for _, m := range s.merges {
		m.choose()
	}
	return len(s.merges), nil
}

type switchFolder struct {
	g *Graph
	// dead marks the outputs that never get a value.
	dead map[Output]bool
	// gone marks the nodes that never run.
	gone   map[*Node]bool
	merges []choice
}

// A choice is a Merge, and its one input that gets a value.
type choice struct {
	merge *Node
	input int
}

// folded reports whether constants decide a Switch.
func (s *switchFolder) folded(n *Node) bool {
	if len(n.Inputs) != 2 {
		return false
	}
	_, ok := constBool(n.Inputs[1])
	return ok
}

func (s *switchFolder) visit(n *Node) {
	isDead := func(in Output) bool { return s.dead[in] || s.gone[in.Node] }
	if n.is(merges) {
		var alive []int
		for i, in := range n.Inputs {
			if !isDead(in) {
				alive = append(alive, i)
			}
		}
		switch {
		case len(alive) == 0:
			s.gone[n] = true
		case len(alive) == 1 && len(n.Inputs) > 1:
			s.merges = append(s.merges, choice{n, alive[0]})
		}
		return
	}
	if slices.ContainsFunc(n.Inputs, isDead) || slices.ContainsFunc(n.Control, func(c *Node) bool { return s.gone[c] }) {
		s.gone[n] = true
		return
	}
	if n.is(switches) && s.folded(n) {
		value, _ := constBool(n.Inputs[1])
		s.dead[n.Out(map[bool]int{true: 0, false: 1}[value])] = true
	}
}

// index gives the readers of a Merge's second output, the index of the input that it
// took, a constant.
func (c choice) index(g *Graph, uses []Use) {
	var index Output
	for _, u := range uses {
		if u.Node.Inputs[u.Input] != c.merge.Out(1) {
			continue
		}
		if index.IsZero() {
			index = Scope{Graph: g, Prefix: c.merge.Name}.Const("index", Tensor(nil, int32(c.input)))
		}
		u.Node.Inputs[u.Input] = index
	}
}

// choose turns the Merge into an Identity of its one input.
func (c choice) choose() {
	m := c.merge
	m.Op, m.Inputs = "Identity", []Output{m.Inputs[c.input]}
	// The map may belong to the graph's proto, or to the function that the node is from.
	m.Attr = maps.Clone(m.Attr)
	delete(m.Attr, "N")
	if len(m.Types) > 1 {
		m.Types = m.Types[:1]
	}
}
