package graphrewrite

// markOwn marks the activations that make the score itself: no op that mixes elements, as
// a linear layer does, lies between them and the score. Freezing one would freeze the
// score.
func (f *finder) markOwn(score Output, found []Activation) {
	at := map[Output]int{}
	for i, a := range found {
		at[a.Output] = i
	}
	seen := map[Output]bool{}
	for todo := []Output{score}; len(todo) > 0; {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[o] || !f.varies[o.Node] {
			continue
		}
		seen[o] = true
		if i, ok := at[o]; ok {
			found[i].Own = true
			todo = append(todo, found[i].Input)
			continue
		}
		todo = append(todo, f.madeOf(o)...)
	}
}

// madeOf lists the tensors of which one element each makes an element of o; none if o
// mixes elements.
func (f *finder) madeOf(o Output) []Output {
	n := o.Node
	// A Softmax compares the scores, but its outputs belong to one score each.
	if x, ok := SoftmaxInput(o); ok {
		return []Output{x}
	}
	op := ops[n.Op]
	switch {
	case n.Op == "IdentityN":
		return n.inputAt(o.Index)
	case !op.has(oneByOne | identity | gradientStop):
		return nil
	case op.has(joins):
		return n.Inputs
	case op.f.inputs != 2:
		return n.inputAt(op.data)
	case len(f.reads(o)) != 1: // only one operand may depend on the network's input
		return nil
	}
	return n.Inputs
}

// inputAt lists input i of a node, or none if the node has fewer.
func (n *Node) inputAt(i int) []Output {
	return n.Inputs[min(i, len(n.Inputs)):min(i+1, len(n.Inputs))]
}
