package graphrewrite

import "slices"

// An Activation is an elementwise nonlinear function z = f(u): one op, or several ops
// that compute one function, such as Swish, u Sigmoid(u).
type Activation struct {
	// Kind is the op, or the name of a composite.
	Kind string
	// Input is u, and Output is z.
	Input, Output Output
	// Own is true of an activation that makes the score itself, as a Sigmoid at the end
	// of a network does: it belongs to no layer, and freezing it would freeze the score.
	Own bool
	// inner holds the nodes of a composite, and program computes it.
	inner   []*Node
	program *program
}

// Function returns a composite's z = f(u), in float64, for one goroutine. It is nil for an
// activation of one op, and where f depends on more than u, as a slope of each channel does.
func (a Activation) Function() func(u float64) float64 {
	if a.program == nil || len(a.program.values) > 0 {
		return nil
	}
	return a.program.run
}

// Parameter returns the one tensor that a composite depends on besides u, and z = f(p, u) in
// float64, p an element of it, for one goroutine. f is nil where there is no such tensor, or
// several.
func (a Activation) Parameter() (of Output, f func(p, u float64) float64) {
	if a.program == nil || len(a.program.values) != 1 {
		return Output{}, nil
	}
	return a.program.parameters[0], func(p, u float64) float64 {
		a.program.values[0], a.program.trial = []float64{p}, 0
		return a.program.run(u)
	}
}

// Composite reports whether the activation is made of several ops, and not one of
// ActivationOps.
func (a Activation) Composite() bool { return len(a.inner) > 0 }

// maxUnknown bounds how many regions that end in one node are compared with the kinds; a
// sigmoid written out in arithmetic needs four.
const maxUnknown = 6

// composite returns the activation that ends in z: a region of elementwise ops that
// computes z from one tensor u, and whose function is one of kinds. A node that only
// scales a composite, or passes it through, is not part of it.
func (f *finder) composite(z *Node) (Activation, bool) {
	c := f.ends(z)
	if !c.Composite() || slices.ContainsFunc(c.scales, func(n *Node) bool { return f.ends(n).whole() }) {
		return Activation{}, false
	}
	return c.Activation, true
}

// A composite is the result of a search for the region of a kind that ends in a node. It
// is the smallest, or one around it that is of a kind too: Maximum(Minimum(u, 6), 0) is a
// Relu6 around a Relu. Its Activation is zero if there is no such region.
type composite struct {
	Activation
	part bool
	// scales lists the nodes of which the end is a multiple, perhaps shifted.
	scales []*Node
}

func (c *composite) whole() bool { return c.Composite() && !c.part }

// ends returns the composite that ends in a node. It searches once for each node.
func (f *finder) ends(n *Node) *composite {
	if f.composites[n] == nil {
		f.composites[n] = f.find(n)
	}
	return f.composites[n]
}

func (f *finder) find(n *Node) *composite {
	c := &composite{}
	if !f.expands(n) || n.isIdentity() || n.is(activation) || !isFloating(typeOf(n.Out(0))) {
		return c
	}
	unknown, scaled := 0, ""
	f.regions(n, func(r region) bool {
		z, affine := f.nonlinear(r)
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
			c.Activation, c.part = Activation{Kind: kind.name, Input: r.u, Output: r.z, inner: r.inner, program: z.program}, kind.part
		}
		unknown++
		return (!ok || f.isNonlinear(r.u.Node) && !r.u.Node.is(activation)) && unknown < maxUnknown
	})
	return c
}

// nonlinear evaluates a region; affine is true if the region only scales and shifts u.
// The function is nil where it cannot be evaluated, or need not be.
func (f *finder) nonlinear(r region) (z *function, affine bool) {
	if !slices.ContainsFunc(r.inner, f.isNonlinear) {
		return nil, true
	}
	z = f.function(r)
	return z, z != nil && z.isAffine() && !z.isIdentity()
}

// isWhole reports whether a region may be one activation: u and z have the same type and
// shape, and no activation within it has a reader outside.
func (f *finder) isWhole(r region) bool {
	if u, z := typeOf(r.u), typeOf(r.z); u != z && u != 0 && z != 0 || !f.keepsShape(r) {
		return false
	}
	return !slices.ContainsFunc(r.inner, func(n *Node) bool {
		outside := func(u Use) bool { return !slices.Contains(r.inner, u.Node) }
		return n.is(activation) && slices.ContainsFunc(f.readers(n.Out(0)), outside)
	})
}

// typeOf returns the element type of a tensor; if it is not recorded, the attribute T of
// its op.
func typeOf(o Output) DataType {
	if t := o.DType(); t != 0 {
		return t
	}
	return o.Node.DType("T")
}

// keepsShape reports whether z certainly has the shape of u: a constant may broadcast u
// along a dimension of one element.
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
