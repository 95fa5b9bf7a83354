package graphrewrite

import "slices"

// An Activation is an elementwise nonlinear function z = f(u): one op, or
// several that a reader of the network sees as one, such as Swish,
// u Sigmoid(u).
type Activation struct {
	// Kind is the op, or the name of a composite.
	Kind string
	// Input is u, and Output is z.
	Input, Output Output
	// inner holds the nodes of a composite.
	inner []*Node
}

// Composite tells whether the activation is made of other ops than one of
// ActivationOps.
func (a Activation) Composite() bool { return len(a.inner) > 0 }

const (
	// maxComposite bounds how many ops one activation may be made of; GELU in
	// its Tanh form has ten.
	maxComposite = 16
	// maxOpen bounds how many tensors are looked at at once: two for each op. An
	// IdentityN may read a million.
	maxOpen = 2 * maxComposite
)

// elementwise lists the ops that a composite may be made of.
var elementwise = []string{
	"Add", "AddV2", "Cast", "Cube", "Div", "Elu", "Erf", "Erfc", "Exp", "Identity", "IdentityN", "Maximum", "Minimum", "Mul", "Neg",
	"Pow", "RealDiv", "Relu", "Relu6", "Sigmoid", "Softplus", "Square", "Sub", "Tanh",
}

// composites names a composite by an op that must be in it, in this order.
var composites = []struct{ op, kind string }{
	{"Softplus", "Mish"}, {"Erf", "GELU"}, {"Erfc", "GELU"}, {"Tanh", "GELU"}, {"Sigmoid", "Swish"}, {"Relu6", "HardSwish"}, {"Relu", "PReLU"},
}

// composite finds the activation that ends in z: two tensors meet there that
// come, through elementwise ops alone, from the same tensor u.
//
//	s = Sigmoid(u)
//	z = Mul(u, s)
//
// It walks back from z and always expands the tensor that comes last in order,
// until one is left.
func (f *finder) composite(z *Node) (Activation, bool) {
	if !slices.Contains(elementwise, z.Op) || z.Op == "IdentityN" {
		return Activation{}, false
	}
	open := f.dependent(z)
	if f.isRectifier(z) {
		return Activation{Kind: "Relu", Input: open[0], Output: z.Out(0), inner: []*Node{z}}, true
	}
	if len(open) < 2 {
		return Activation{}, false
	}
	inner := []*Node{z}
	for len(open) > 1 {
		last := slices.MaxFunc(open, func(a, b Output) int { return f.order[a.Node] - f.order[b.Node] })
		if !slices.Contains(elementwise, last.Node.Op) || len(inner) == maxComposite || len(open) > maxOpen {
			return Activation{}, false
		}
		inner = append(inner, last.Node)
		open = slices.DeleteFunc(open, func(o Output) bool { return o.Node == last.Node })
		for _, in := range f.dependent(last.Node) {
			if !slices.Contains(open, in) {
				open = append(open, in)
			}
		}
	}
	if len(open) == 0 {
		return Activation{}, false // they come from several outputs of the input
	}
	for _, c := range composites {
		if slices.ContainsFunc(inner, func(n *Node) bool { return n.Op == c.op }) {
			return Activation{Kind: c.kind, Input: open[0], Output: z.Out(0), inner: inner}, true
		}
	}
	return Activation{}, false
}

// dependent lists the inputs of a node that depend on the network's input, the
// first few, one more than are of use.
func (f *finder) dependent(n *Node) []Output {
	var inputs []Output
	for _, in := range n.Inputs {
		if f.depends[in.Node] && !slices.Contains(inputs, in) {
			inputs = append(inputs, in)
		}
		if len(inputs) > maxOpen {
			break
		}
	}
	return inputs
}

// isRectifier tells whether z is Maximum(u, 0).
func (f *finder) isRectifier(z *Node) bool {
	if z.Op != "Maximum" || len(f.dependent(z)) != 1 {
		return false
	}
	for _, in := range z.Inputs {
		if f.depends[in.Node] {
			continue
		}
		values, err := in.Node.ConstValue(1)
		return err == nil && len(values) == 1 && values[0] == 0
	}
	return false
}

// isGate tells whether n, perhaps after a scaling or a shift by constants, is
// multiplied with another tensor of the network: then it says how much of that
// passes, as in a squeeze-and-excitation block, and is no layer's activation. A
// Relu6 is a gate only if it is scaled, to 0..1: as it is, it may be what a gate
// is multiplied with.
func (f *finder) isGate(n *Node) bool {
	switch n.Op {
	case "Sigmoid", "Tanh":
		return f.multiplies(n)
	case "Relu6":
		readers := f.uses[n]
		return len(readers) == 1 && len(f.dependent(readers[0].Node)) == 1 && f.multiplies(n)
	}
	return false
}

// multiplies tells whether n, perhaps scaled or shifted, a few times, is
// multiplied with another tensor of the network.
func (f *finder) multiplies(n *Node) bool {
	at := n
	for range maxComposite {
		readers := f.uses[at]
		if len(readers) != 1 {
			return slices.ContainsFunc(readers, func(u Use) bool { return u.Node.Op == "Mul" && len(f.dependent(u.Node)) > 1 })
		}
		at = readers[0].Node
		others := len(f.dependent(at)) - 1
		switch {
		case at.Op == "Mul" && others > 0:
			return true
		case others > 0 || !slices.Contains([]string{"Mul", "RealDiv", "Add", "AddV2", "Sub", "Identity"}, at.Op):
			return false
		}
	}
	return false
}
