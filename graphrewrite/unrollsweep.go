package graphrewrite

import "slices"

// sweep removes the lists that nothing reads any more. An IdentityN that hands one on
// gets a number in its place: its other outputs keep their indices.
func (u *unroller) sweep() {
	u.dropUnread()
	u.uses = u.g.Uses()
	for _, n := range u.sorted {
		if n.Op == "IdentityN" && u.g.nodes[n.Name] == n {
			u.dropLists(n)
		}
	}
	u.dropUnread()
}

// dropUnread removes the ops on lists that nothing reads.
func (u *unroller) dropUnread() {
	read := map[*Node]int{}
	for _, n := range u.g.nodes {
		for _, from := range n.appendRead(nil) {
			read[from]++
		}
	}
	for _, n := range slices.Backward(u.sorted) {
		if u.g.nodes[n.Name] != n || read[n] > 0 || u.kept[n] || !isListPlumbing(n) {
			continue
		}
		delete(u.g.nodes, n.Name)
		for _, from := range n.appendRead(nil) {
			read[from]--
		}
	}
}

// isListPlumbing reports whether a node serves lists alone.
func isListPlumbing(n *Node) bool {
	if _, makes := listOps[n.Op]; makes {
		return true
	}
	_, reads := listReadOf(n)
	return reads || n.Op == "TensorArrayCloseV3" || n.is(identity) && len(n.Inputs) == 1 && standsForList(n.Inputs[0])
}

func (u *unroller) dropLists(n *Node) {
	types := slices.Clone(n.Attr["T"].GetList().GetType())
	var none Output
	for i, in := range n.Inputs {
		if !standsForList(in) || i >= len(types) || u.reads(n.Out(i)) {
			continue
		}
		if none.IsZero() {
			n.Inputs = slices.Clone(n.Inputs)
			none = Scope{u.g, n.Name}.Const("list", Tensor(nil, int32(0)))
		}
		n.Inputs[i], types[i] = none, Int32
		if i < len(n.Types) {
			n.Types[i] = none.Type()
		}
	}
	if !none.IsZero() {
		n.Attr = nil
		n.set(Attrs{"T": types})
	}
}
