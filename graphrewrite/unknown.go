package graphrewrite

import (
	"slices"
	"strings"
)

// Unknown returns, dependencies first, the elementwise nonlinear functions after linear
// layers between input and score that are not among the activations and gates found
// there. Their Kind lists the nonlinear ops.
func (g *Graph) Unknown(input, score Output, found ...Activation) ([]Activation, error) {
	f, err := g.finder(input, score)
	if err != nil {
		return nil, err
	}
	known := map[*Node]bool{}
	for _, a := range found {
		known[a.Output.Node] = true
		for _, n := range a.inner {
			known[n] = true
		}
	}
	linear := f.linear(known)
	var unknown []Activation
	for _, n := range slices.Backward(f.nodes) {
		if known[n] || n == f.input || !f.varies[n] {
			continue
		}
		r, ok := f.unknown(n, linear)
		within := func(n *Node) bool { return known[n] || n.is(activation) }
		if !ok || slices.ContainsFunc(r.inner, within) || f.measures(r) {
			continue
		}
		for _, n := range r.inner {
			known[n] = true
		}
		unknown = append(unknown, Activation{Kind: f.nonlinearOps(r), Input: r.u, Output: r.z, inner: r.inner})
	}
	slices.Reverse(unknown)
	return unknown, nil
}

// unknown returns the smallest nonlinear region that ends in n and begins at a linear
// layer. A node that only scales ends none.
func (f *finder) unknown(n *Node, linear map[*Node]bool) (found region, ok bool) {
	if !f.isNonlinear(n) && !f.several(n) || !f.expands(n) || n.isIdentity() || !isFloating(typeOf(n.Out(0))) {
		return found, false
	}
	f.regions(n, func(r region) bool {
		z, affine := f.nonlinear(r)
		if affine || z != nil && z.isIdentity() {
			return false
		}
		found, ok = r, z != nil && linear[r.u.Node]
		return !ok
	})
	return found, ok
}

// measures reports whether a region begins a norm: squares or absolute values that are
// added up.
func (f *finder) measures(r region) bool {
	if len(r.inner) > 1 || r.z.Node.Op != "Square" && r.z.Node.Op != "Abs" {
		return false
	}
	goesOn := func(u Use) bool { return u.Node.Op != "Sum" && u.Node.Op != "Mean" }
	return !slices.ContainsFunc(f.readers(r.z), goesOn)
}

// nonlinearOps lists the ops that make a region nonlinear.
func (f *finder) nonlinearOps(r region) string {
	var ops []string
	for _, n := range r.inner {
		if f.isNonlinear(n) && !slices.Contains(ops, n.Op) {
			ops = append(ops, n.Op)
		}
	}
	slices.Sort(ops)
	return strings.Join(ops, "+")
}

// linear marks the nodes whose values come from linear layers, with no nonlinear op since.
func (f *finder) linear(known map[*Node]bool) map[*Node]bool {
	linear := map[*Node]bool{}
	for _, n := range f.nodes {
		switch {
		case !f.varies[n] || known[n] || n == f.input:
		case n.is(layer) || f.weighs(n):
			linear[n] = true
		case f.expands(n) && f.isNonlinear(n) && !f.scales(n):
		default:
			linear[n] = slices.ContainsFunc(n.Inputs, func(in Output) bool { return linear[in.Node] })
		}
	}
	return linear
}

// weighs reports whether a node scales or shifts each channel by a number of its own, as
// a batch normalisation that is written out does.
func (f *finder) weighs(n *Node) bool {
	if f.isNonlinear(n) || f.several(n) {
		return false
	}
	return slices.ContainsFunc(n.Inputs, func(in Output) bool { return !f.varies[in.Node] && !isScalar(in) && in.Shape() != nil })
}

// scales reports whether a node only scales and shifts the one tensor that varies among
// its inputs.
func (f *finder) scales(n *Node) bool {
	read := f.reads(n.Out(0))
	if len(read) != 1 {
		return false
	}
	z := f.function(region{u: read[0], z: n.Out(0), inner: []*Node{n}})
	return z != nil && z.isAffine()
}
