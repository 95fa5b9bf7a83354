package graphrewrite

// SoftmaxInput returns the input of the softmax whose result, or its logarithm, is o. The
// softmax is an op, or what older Keras emits for more than two dimensions:
//
//	m = Max(x, axis)  e = Exp(x - m)  s = Sum(e, axis)  o = e / s
//
// The axis is the last one.
func SoftmaxInput(o Output) (x Output, ok bool) {
	n := o.Node
	switch {
	case len(n.Inputs) == 0:
	case n.Op == "Softmax" || n.Op == "LogSoftmax":
		return n.Inputs[0], true
	case n.is(divides) && len(n.Inputs) == 2:
		e, s := throughIdentities(n.Inputs[0]), throughIdentities(n.Inputs[1])
		if e.Node.Op == "Exp" && len(e.Node.Inputs) == 1 && reduces(s, "Sum", e) {
			return shifted(e.Node.Inputs[0]), true
		}
	}
	return Output{}, false
}

// shifted returns x if o is x - Max(x), and else o: a softmax is the same for both.
func shifted(o Output) Output {
	if n := o.Node; n.Op == "Sub" && len(n.Inputs) == 2 && reduces(throughIdentities(n.Inputs[1]), "Max", throughIdentities(n.Inputs[0])) {
		return n.Inputs[0]
	}
	return o
}

// reduces reports whether o is the reduction op of x along its last dimension, which is
// kept.
func reduces(o Output, op string, x Output) bool {
	n := o.Node
	if n.Op != op || len(n.Inputs) != 2 || throughIdentities(n.Inputs[0]) != x || !n.Bool("keep_dims") || n.Inputs[1].Node.Op != "Const" {
		return false
	}
	axes, err := n.Inputs[1].Node.ConstInts()
	last := int64(len(x.Shape()) - 1)
	return err == nil && len(axes) == 1 && (axes[0] == -1 || last > 0 && axes[0] == last)
}

// throughIdentities returns the tensor that reaches o through ops that give their input.
func throughIdentities(o Output) Output {
	for range maxRegion {
		n := o.Node
		if !GivesInput(n.Op) || len(n.Inputs) == 0 {
			break
		}
		o = n.Inputs[0]
	}
	return o
}
