package graphrewrite

// number returns the value of a scalar that constants alone decide; a boolean is 0 or 1.
func number(o Output) (float64, bool) {
	f := folder{left: maxDepth}
	return f.number(o)
}

// A folder computes with constants. It visits at most as many nodes as are left.
type folder struct{ left int }

func (f *folder) number(o Output) (float64, bool) {
	if f.left--; f.left < 0 {
		return 0, false
	}
	n := o.Node
	if n.Op == "Const" {
		v, err := n.ConstValue(1)
		if err != nil || len(v) != 1 {
			return 0, false
		}
		return v[0], true
	}
	if in, ok := sameElements(o); ok {
		return f.number(in)
	}
	switch {
	case n.is(switches) && len(n.Inputs) > 0:
		return f.number(n.Inputs[0])
	case n.is(folds) && ops[n.Op].f.takes(len(n.Inputs)):
		return f.compute(n)
	}
	return 0, false
}

// compute applies an elementwise op to constants.
func (f *folder) compute(n *Node) (float64, bool) {
	x, all := make([]float64, len(n.Inputs)), true
	for i, in := range n.Inputs {
		v, ok := f.number(in)
		// One operand may be enough.
		if ok && (n.Op == "LogicalAnd" && v == 0 || n.Op == "LogicalOr" && v != 0) {
			return truth(v != 0), true
		}
		x[i], all = v, all && ok
	}
	if !all || n.is(divides) && !isFloating(n.DType("T")) {
		return 0, false
	}
	return ops[n.Op].f.eval(n, x), true
}

// sameElements returns the tensor of which o has every element, perhaps in another shape.
func sameElements(o Output) (Output, bool) {
	n := o.Node
	switch {
	case n.Op == "IdentityN" && o.Index < len(n.Inputs):
		return n.Inputs[o.Index], true
	case len(n.Inputs) > 0 && n.is(identity|gradientStop|reshapes):
		return n.Inputs[0], true
	}
	return Output{}, false
}
