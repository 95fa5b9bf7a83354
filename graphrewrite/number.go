package graphrewrite

// number finds the value of a scalar that only constants decide; a boolean is 0
// or 1.
func number(o Output) (float64, bool) {
	f := folder{left: maxDepth}
	return f.number(o)
}

// A folder computes with constants. It looks at no more nodes than are left.
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
	if in, ok := handedOn(o); ok || n.is(switches) && len(n.Inputs) > 0 {
		if !ok {
			in = n.Inputs[0]
		}
		return f.number(in)
	}
	switch len(n.Inputs) {
	case 1:
		return f.one(n)
	case 2:
		return f.two(n)
	}
	return 0, false
}

func (f *folder) one(n *Node) (float64, bool) {
	a, ok := f.number(n.Inputs[0])
	switch {
	case !ok:
	case n.Op == "LogicalNot":
		return truth(a == 0), true
	case n.Op == "Cast":
		return cast(n, []float64{a}), true
	case n.Op == "Neg":
		return -a, true
	case n.Op == "Reciprocal" || n.Op == "Inv":
		return 1 / a, true
	}
	return 0, false
}

func (f *folder) two(n *Node) (float64, bool) {
	a, okA := f.number(n.Inputs[0])
	b, okB := f.number(n.Inputs[1])
	// One operand may be enough.
	switch {
	case n.Op == "LogicalAnd" && (okA && a == 0 || okB && b == 0):
		return 0, true
	case n.Op == "LogicalOr" && (okA && a != 0 || okB && b != 0):
		return 1, true
	case !okA || !okB:
		return 0, false
	}
	switch n.Op {
	case "LogicalAnd", "LogicalOr": // either is left to the other operand
		return truth(n.Op == "LogicalAnd"), true
	case "Add", "AddV2":
		return a + b, true
	case "Sub":
		return a - b, true
	case "Mul":
		return a * b, true
	case "Div", "RealDiv":
		return a / b, isFloating(n.DType("T"))
	}
	return compare(n.Op, a, b)
}

func compare(op string, a, b float64) (float64, bool) {
	switch op {
	case "Equal":
		return truth(a == b), true
	case "NotEqual":
		return truth(a != b), true
	case "Greater":
		return truth(a > b), true
	case "GreaterEqual":
		return truth(a >= b), true
	case "Less":
		return truth(a < b), true
	case "LessEqual":
		return truth(a <= b), true
	}
	return 0, false
}

// handedOn finds the tensor whose elements, each of them, o hands on.
func handedOn(o Output) (Output, bool) {
	n := o.Node
	switch {
	case n.Op == "IdentityN" && o.Index < len(n.Inputs):
		return n.Inputs[o.Index], true
	case len(n.Inputs) > 0 && n.is(identity|gradientStop|reshapes):
		return n.Inputs[0], true
	}
	return Output{}, false
}
