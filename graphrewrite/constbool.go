package graphrewrite

// constBool finds the value of a boolean that only constants decide; what a
// settled Switch hands on is its input.
func constBool(o Output) (value, ok bool) {
	negated := false
	for range maxDepth {
		n := o.Node
		switch {
		case n.Op == "Const":
			v, err := n.ConstValue(1)
			ok = err == nil && len(v) == 1
			return ok && (v[0] != 0) != negated, ok
		case n.Op == "IdentityN" && o.Index < len(n.Inputs):
			o = n.Inputs[o.Index]
			continue
		case n.Op == "LogicalNot":
			negated = !negated
		case n.Op != "Identity" && !isSwitch(n):
			return false, false
		}
		if len(n.Inputs) == 0 {
			return false, false
		}
		o = n.Inputs[0]
	}
	return false, false
}
