package graphrewrite

import "slices"

// Activations finds the activations between input and score, and returns them
// dependencies first. Gates, which scale another tensor and belong to no layer, are
// returned apart. Own marks an activation that makes the score itself.
func (g *Graph) Activations(input, score Output) (found, gates []Activation, err error) {
	f, err := g.finder(input, score)
	if err != nil {
		return nil, nil, err
	}
	part := map[*Node]bool{}
	for _, n := range slices.Backward(f.nodes) {
		// The input is given, not computed: its node is not an activation.
		if part[n] || n == input.Node || !f.varies[n] {
			continue
		}
		a, ok := f.activation(n)
		if !ok {
			continue
		}
		for _, i := range a.inner {
			part[i] = true
		}
		if f.isGate(a) {
			gates = append(gates, a.gate())
		} else {
			found = append(found, a)
		}
	}
	f.markOwn(score, found)
	slices.Reverse(found)
	slices.Reverse(gates)
	return found, gates, nil
}

// activation returns the activation that ends in n, if there is one.
func (f *finder) activation(n *Node) (Activation, bool) {
	if !n.is(activation) {
		return f.composite(n)
	}
	if len(n.Inputs) != 1 || !isFloating(typeOf(n.Out(0))) {
		return Activation{}, false
	}
	return Activation{Kind: n.Op, Input: n.Inputs[0], Output: n.Out(0)}, true
}
