package graphrewrite

import (
	"math"
	"slices"
)

// maxCarried bounds how many tensors between a gate and its product are looked at.
const maxCarried = 64

// bound is what an activation that may be a gate lies below, 0 for any other.
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

// isGate reports whether an activation, perhaps scaled or shifted by constants and
// moved about, is multiplied with another tensor of the network: then it says how
// much of that passes, as in a squeeze-and-excitation block, and is no layer's
// activation. One that does not lie in 0..1 there may be what a gate is multiplied
// with; it is a gate only of a tensor that it is computed from.
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

// factor is what the product that u is a use in multiplies with, if that is a tensor
// of the network too: one that varies, or the first state of a recurrent layer, which
// takes its shape from the input.
func (f *finder) factor(u Use) (Output, bool) {
	if u.Node.Op != "Mul" || len(u.Node.Inputs) != 2 {
		return Output{}, false
	}
	other := u.Node.Inputs[1-u.Input]
	_, between := f.order[other.Node]
	return other, (f.varies[other.Node] || between && len(other.Shape()) > 0) && other != u.Node.Inputs[u.Input]
}

// within reports whether a product with a tensor that varies is a function of one
// tensor, of which n is a part: then n is multiplied with nothing else.
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

// gates reports whether n, of which something below bound is multiplied with
// another tensor, is the one that says how much passes.
func (f *finder) gates(n, other *Node, bound float64) bool {
	return math.Abs(bound-1) < 0.01 && !f.derives(other, n) || f.derives(n, other)
}

// carries lists the tensors that hand on what u reads, and the factor by which they
// scale it.
func (f *finder) carries(u Use) (scale float64, outputs []Output) {
	n := u.Node
	if n.is(carries) && u.Input == ops[n.Op].data {
		for i := range max(1, len(n.Types)) {
			outputs = append(outputs, n.Out(i))
		}
		return 1, outputs
	}
	if n.handsOn() {
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

// slope is the factor between an input of an op and its output, NaN if that is not
// one number.
func (f *finder) slope(n *Node, in Output) float64 {
	z := f.function(region{u: in, z: n.Out(0), inner: []*Node{n}})
	if z == nil || z.hasParameters() || !z.isAffine() {
		return math.NaN()
	}
	return z.run(1) - z.run(0)
}

// gate is how a gate is reported: by its activation op, if it has one.
func (a Activation) gate() Activation {
	i := slices.IndexFunc(a.inner, func(n *Node) bool { return n.is(activation) })
	if i < 0 {
		return a
	}
	n := a.inner[i]
	return Activation{Kind: n.Op, Input: n.Inputs[0], Output: n.Out(0)}
}
