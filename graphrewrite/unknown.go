package graphrewrite

import (
	"slices"
	"strings"
)

// Unknown returns, dependencies first, what is elementwise and nonlinear behind a
// linear layer between input and score, and is not among the activations and
// gates that were found there. Its Kind lists the ops that bend it.
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
		unknown = append(unknown, Activation{Kind: f.bending(r), Input: r.u, Output: r.z, inner: r.inner})
	}
	slices.Reverse(unknown)
	return unknown, nil
}

// unknown is the smallest region that ends in n, begins at a linear layer and bends
// there, if n itself does not only scale.
func (f *finder) unknown(n *Node, linear map[*Node]bool) (found region, ok bool) {
	if !f.bends(n) && !f.several(n) || !f.expands(n) || n.handsOn() || !isFloating(typeOf(n.Out(0))) {
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

// measures reports whether a region is the beginning of a norm: squares or absolute
// values that are added up.
func (f *finder) measures(r region) bool {
	if len(r.inner) > 1 || r.z.Node.Op != "Square" && r.z.Node.Op != "Abs" {
		return false
	}
	goesOn := func(u Use) bool { return u.Node.Op != "Sum" && u.Node.Op != "Mean" }
	return !slices.ContainsFunc(f.readers(r.z), goesOn)
}

// bending lists the ops of a region that bend it.
func (f *finder) bending(r region) string {
	var ops []string
	for _, n := range r.inner {
		if f.bends(n) && !slices.Contains(ops, n.Op) {
			ops = append(ops, n.Op)
		}
	}
	slices.Sort(ops)
	return strings.Join(ops, "+")
}

// linear marks the nodes that come from linear layers and that nothing has bent
// since.
func (f *finder) linear(known map[*Node]bool) map[*Node]bool {
	linear := map[*Node]bool{}
	for _, n := range f.nodes {
		switch {
		case !f.varies[n] || known[n] || n == f.input:
		case n.is(layer) || f.weighs(n):
			linear[n] = true
		case f.expands(n) && f.bends(n) && f.bendsAlone(n):
		default:
			linear[n] = slices.ContainsFunc(n.Inputs, func(in Output) bool { return linear[in.Node] })
		}
	}
	return linear
}

// weighs reports whether a node scales or shifts each channel by itself, as a
// batch normalisation does that is written out.
func (f *finder) weighs(n *Node) bool {
	if f.bends(n) || f.several(n) {
		return false
	}
	return slices.ContainsFunc(n.Inputs, func(in Output) bool { return !f.varies[in.Node] && !isScalar(in) && in.Shape() != nil })
}

// bendsAlone reports whether a node is no function of one input that only scales
// and shifts it.
func (f *finder) bendsAlone(n *Node) bool {
	read := f.reads(n.Out(0))
	if len(read) != 1 {
		return true
	}
	z := f.function(region{u: read[0], z: n.Out(0), inner: []*Node{n}})
	return z == nil || !z.isAffine()
}
