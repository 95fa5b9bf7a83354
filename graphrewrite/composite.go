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
	// Own reports that it makes the score itself, as a Sigmoid at a network's end
	// does: it is no layer's, and freezing it would hold the score.
	Own bool
	// inner holds the nodes of a composite.
	inner []*Node
}

// Composite reports whether the activation is made of other ops than one of
// ActivationOps.
func (a Activation) Composite() bool { return len(a.inner) > 0 }

// maxUnknown is how many regions that end in one node are held against the kinds;
// a sigmoid written out needs four.
const maxUnknown = 6

// composite finds the activation that ends in z: elementwise ops alone that
// compute z from one tensor u, and whose function is one of kinds. What only
// scales or hands on a composite is beside it, not of it.
func (f *finder) composite(z *Node) (Activation, bool) {
	c := f.ends(z)
	if !c.Composite() || slices.ContainsFunc(c.scales, func(n *Node) bool { return f.ends(n).whole() }) {
		return Activation{}, false
	}
	return c.Activation, true
}

// A composite is the smallest region of a kind that ends in a node, or one around
// that which is of a kind, too, as Relu6 is around Maximum(Minimum(u, 6), 0). One
// without an activation has been looked for.
type composite struct {
	Activation
	part bool
	// scales are the nodes of which the end is a multiple, shifted.
	scales []*Node
}

func (c *composite) whole() bool { return c.Composite() && !c.part }

// ends looks for the composite that ends in a node, once.
func (f *finder) ends(n *Node) *composite {
	if f.composites[n] == nil {
		f.composites[n] = f.find(n)
	}
	return f.composites[n]
}

func (f *finder) find(n *Node) *composite {
	c := &composite{}
	if !f.expands(n) || n.handsOn() || n.is(activation) || !isFloating(typeOf(n.Out(0))) {
		return c
	}
	unknown, scaled := 0, ""
	f.regions(n, func(r region) bool {
		z, affine := f.bent(r)
		if affine {
			c.scales = append(c.scales, r.u.Node)
			if r.u.Node.is(activation) {
				scaled = r.u.Node.Op
			}
			return true
		}
		if z == nil || z.isIdentity() {
			return false
		}
		kind, ok := z.kind(scaled)
		if ok && f.isWhole(r) {
			c.Activation, c.part = Activation{Kind: kind.name, Input: r.u, Output: r.z, inner: r.inner}, kind.part
		}
		unknown++
		return (!ok || f.bends(r.u.Node) && !r.u.Node.is(activation)) && unknown < maxUnknown
	})
	return c
}

// bent evaluates a region, unless it only scales and shifts u.
func (f *finder) bent(r region) (z *function, affine bool) {
	if !slices.ContainsFunc(r.inner, f.bends) {
		return nil, true
	}
	z = f.function(r)
	return z, z != nil && z.isAffine() && !z.isIdentity()
}

// isWhole reports whether a region stands for one activation: u and z have one
// type, and no activation within it is read elsewhere too.
func (f *finder) isWhole(r region) bool {
	if u, z := typeOf(r.u), typeOf(r.z); u != z && u != 0 && z != 0 || !f.keepsShape(r) {
		return false
	}
	return !slices.ContainsFunc(r.inner, func(n *Node) bool {
		outside := func(u Use) bool { return !slices.Contains(r.inner, u.Node) }
		return n.is(activation) && slices.ContainsFunc(f.readers(n.Out(0)), outside)
	})
}

// typeOf is the element type of a tensor, or what its op says of it.
func typeOf(o Output) DataType {
	if t := o.DType(); t != 0 {
		return t
	}
	return o.Node.DType("T")
}

// keepsShape reports whether z has the shape of u for certain: a constant may be
// broadcast along a dimension in which u has one element.
func (f *finder) keepsShape(r region) bool {
	u, z := r.u.Shape(), r.z.Shape()
	if u != nil && z != nil {
		return slices.Equal(u, z)
	}
	for _, n := range r.inner {
		for _, in := range n.Inputs {
			if !f.varies[in.Node] && !isScalar(in) {
				return false
			}
		}
	}
	return true
}

func isScalar(o Output) bool {
	s := o.Shape()
	if s == nil && o.Node.Op == "Const" {
		s = ShapeOf(o.Node.Attr["value"].GetTensor().GetTensorShape())
	}
	return s != nil && s.Static() && s.Elements() == 1
}
