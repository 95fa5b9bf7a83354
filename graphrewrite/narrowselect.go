package graphrewrite

// selectsBits matches a selection by bits: x where the condition holds, and 0 elsewhere.
// It works on 32 bits, so that float64 needs another op:
//
//	kept = Mul(Bitcast(x), Cast(condition))   ->   y = SelectV2(condition, x, 0)
//	y    = Bitcast(kept)
func (n *Node) selectsBits() (condition, x Output, ok bool) {
	read := func(m *Node, i int, op string) *Node {
		if m == nil || i >= len(m.Inputs) || m.Inputs[i].Node.Op != op {
			return nil
		}
		return m.Inputs[i].Node
	}
	kept := read(n, 0, "Mul")
	bits, mask := read(kept, 0, "Bitcast"), read(kept, 1, "Cast")
	if n.Op != "Bitcast" || n.DType("type") != Float || bits == nil || mask == nil ||
		bits.DType("T") != Float || bits.DType("type") != Uint32 || mask.DType("SrcT") != Bool {
		return Output{}, Output{}, false
	}
	return mask.Inputs[0], bits.Inputs[0], true
}

// composeSelections replaces selections by bits, and removes the nodes that only they
// read.
func (w *widener) composeSelections() {
	uses := w.g.Uses()
	for _, name := range w.g.Names() {
		n := w.g.nodes[name]
		if n == nil {
			continue // it was removed with another selection
		}
		condition, x, ok := n.selectsBits()
		if !ok {
			continue
		}
		kept := n.Inputs[0].Node
		for _, m := range []*Node{kept, kept.Inputs[0].Node} {
			if len(uses[m]) == 1 {
				delete(w.g.nodes, m.Name)
			}
		}
		s := Scope{Graph: w.g, Prefix: n.Name}
		n.Op, n.Inputs, n.Attr = "SelectV2", []Output{condition, x, s.number(0)}, nil
		n.set(Attrs{"T": Float})
	}
}
