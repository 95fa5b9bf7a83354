package graphrewrite

import (
	"math"
	"slices"
)

// maxCarried bounds the tensors that are visited between a gate and its product.
const maxCarried = 64

// bound returns the upper bound of an activation that may be a gate; 0 for any other.
func (f *finder) bound(a Activation) float64 {
	switch a.Kind {
	case "Sigmoid", "Tanh", "HardSigmoid", "HardTanh":
		return 1
	case "Relu6":
		return 6
	case "ClippedRelu":
		return f.function(region{u: a.Input, z: a.Output, inner: a.inner}).run(far)
	}
	return 0
}

// isGate reports whether an activation is multiplied by another tensor of the network,
// perhaps after constants scaled or shifted it and ops moved its elements. It then says
// how much of that tensor passes, as in a squeeze-and-excitation block, and is not the
// activation of a layer. If its values at the product do not lie in 0..1, the other
// tensor may be the gate; the activation is one only for a tensor that it is computed
// from.
func (f *finder) isGate(a Activation) bool {
	bound := f.bound(a)
	if bound == 0 {
		return false
	}
	type carried struct {
		Output
		bound float64
	}
	todo := []carried{{a.Output, bound}}
	for i := 0; i < len(todo) && i < maxCarried; i++ {
		at := todo[i]
		for _, u := range f.readers(at.Output) {
			if other, ok := f.factor(u); ok {
				if !f.within(a.Output.Node, u.Node, other) && f.gates(a.Output.Node, other.Node, at.bound) {
					return true
				}
				continue
			}
			scale, outputs := f.carries(u)
			for _, o := range outputs {
				todo = append(todo, carried{o, at.bound * scale})
			}
		}
	}
	return false
}

// factor returns the other factor of the product that u is an input of, if it is a
// tensor of the network: one that varies, or the initial state of a recurrent layer,
// which takes its shape from the input.
func (f *finder) factor(u Use) (Output, bool) {
	if u.Node.Op != "Mul" || len(u.Node.Inputs) != 2 {
		return Output{}, false
	}
	other := u.Node.Inputs[1-u.Input]
	_, between := f.order[other.Node]
	return other, (f.varies[other.Node] || between && len(other.Shape()) > 0) && other != u.Node.Inputs[u.Input]
}

// within reports whether a product with a tensor that varies is a function of a single
// tensor, and n is part of that function: then n is multiplied by no other tensor.
func (f *finder) within(n, product *Node, other Output) (within bool) {
	if !f.varies[other.Node] {
		return false
	}
	f.regions(product, func(r region) bool {
		within = slices.Contains(r.inner, n)
		return !within
	})
	return within
}

// gates reports whether n is the gate of a product with another tensor; bound is the
// upper bound of n's factor.
func (f *finder) gates(n, other *Node, bound float64) bool {
	return math.Abs(bound-1) < 0.01 && !f.derives(other, n) || f.derives(n, other)
}

// carries lists the tensors that pass on what u reads, and the factor by which they scale
// it.
func (f *finder) carries(u Use) (scale float64, outputs []Output) {
	n := u.Node
	if n.is(carries) && u.Input == ops[n.Op].data {
		for i := range max(1, len(n.Types)) {
			outputs = append(outputs, n.Out(i))
		}
		return 1, outputs
	}
	if n.isIdentity() {
		return 1, []Output{n.Out(u.Input)}
	}
	if f.several(n) {
		return 0, nil
	}
	switch n.Op {
	case "Add", "AddV2", "Sub":
		return 1, []Output{n.Out(0)}
	case "Mul", "RealDiv", "Div":
		return f.slope(n, u.Node.Inputs[u.Input]), []Output{n.Out(0)}
	}
	return 0, nil
}

// slope returns the factor between an input of an op and its output; NaN if it is not a
// single number.
func (f *finder) slope(n *Node, in Output) float64 {
	z := f.function(region{u: in, z: n.Out(0), inner: []*Node{n}})
	if z == nil || z.hasParameters() || !z.isAffine() {
		return math.NaN()
	}
	return z.run(1) - z.run(0)
}

// gate returns the activation as a gate is reported: by its activation op, if it has one.
func (a Activation) gate() Activation {
	i := slices.IndexFunc(a.inner, func(n *Node) bool { return n.is(activation) })
	if i < 0 {
		return a
	}
	n := a.inner[i]
	return Activation{Kind: n.Op, Input: n.Inputs[0], Output: n.Out(0)}
}
