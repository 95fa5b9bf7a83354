package graphrewrite

import (
	"math"
	"slices"
)

// FoldGradients drops, between x and y, each custom gradient whose function computes the
// slope of what the node computes, as the one that TensorFlow writes for swish does.
// Every method then has its rules there.
func FoldGradients(g *Graph, y, x Output, defs OpDefs) error {
	between, err := g.Between(x, y)
	if err != nil {
		return err
	}
	varies := map[*Node]bool{}
	for _, n := range between {
		varies[n] = true
	}
	for _, n := range between {
		if n.CustomGradient() == "" {
			continue
		}
		if c, ok := n.Custom(); n.isSwish() && !ok || ok && g.isSlope(n, c, varies, defs) {
			n.Ordinary()
		}
	}
	return nil
}

// isSwish reports whether n is what TensorFlow makes of tf.nn.swish:
// IdentityN(u Sigmoid(u), u), or, with a factor beta,
// IdentityN(u Sigmoid(beta u), u, beta). Its custom gradient is the slope.
func (n *Node) isSwish() bool {
	if n.Op != "IdentityN" || len(n.Inputs) < 2 || len(n.Inputs) > 3 {
		return false
	}
	u, product := n.Inputs[1], n.Inputs[0].Node
	reads := func(m *Node, op string, o Output) bool { return m.Op == op && slices.Contains(m.Inputs, o) }
	if !reads(product, "Mul", u) || len(product.Inputs) != 2 {
		return false
	}
	for _, in := range product.Inputs {
		if s := in.Node; s.Op == "Sigmoid" && len(s.Inputs) == 1 {
			scaled := s.Inputs[0].Node
			return s.Inputs[0] == u || len(n.Inputs) == 3 && reads(scaled, "Mul", u) && reads(scaled, "Mul", n.Inputs[2])
		}
	}
	return false
}

// isSlope reports whether a custom gradient is the slope. It compares the two at many
// points, for many gradients of the outputs; both must consist of elementwise ops.
func (g *Graph) isSlope(n *Node, c Custom, varies map[*Node]bool, defs OpDefs) bool {
	t, ok := g.newSlopeTrial(n, c, defs)
	if !ok {
		return false
	}
	for i, input := range c.Inputs {
		if varies[n.Inputs[input].Node] {
			t.varying = append(t.varying, i)
		}
	}
	for _, place := range t.varying {
		for k := -30; k <= 30; k++ {
			// No kink of a usual function is at these points.
			if !t.agrees(place, 0.2017*float64(k)+0.0331) {
				return false
			}
		}
	}
	return len(t.varying) > 0
}

// A slopeTrial compares a custom gradient with differences of the node's results.
type slopeTrial struct {
	node   *Node
	custom Custom
	// varying lists the indices in custom.Inputs of the inputs that vary.
	varying []int
	// call is the gradient's function, inlined into a graph of its own; args are its
	// arguments.
	call *Node
	args []Output
}

func (g *Graph) newSlopeTrial(n *Node, c Custom, defs OpDefs) (*slopeTrial, bool) {
	s := Scope{Graph: New()}
	s.Graph.Library = g.Library
	t := &slopeTrial{node: n, custom: c}
	for range n.Inputs {
		t.args = append(t.args, s.Op("Placeholder", "arg", Type{}, nil))
	}
	t.call = s.Node("PartitionedCall", "call", nil, Attrs{"f": functionAttr(c.function)}, t.args...)
	_, err := Inline(s.Graph, defs, t.call)
	return t, err == nil && t.call.Op == "IdentityN" && len(t.call.Inputs) == len(c.Inputs)
}

// agrees compares the gradient for one varying input with the slope, near x.
func (t *slopeTrial) agrees(place int, x float64) bool {
	const step = 1e-4
	high, ok1 := t.results(t.at(place, x, step))
	low, ok2 := t.results(t.at(place, x, -step))
	slope := (high - low) / (2 * step)
	for _, dy := range []float64{-1000, -1, -0.01, 0.003, 1, 50, 1e4} {
		got, ok := t.gradient(place, t.at(place, x, 0), dy)
		// Differences of this step are right to about 1e-7.
		if !ok || !ok1 || !ok2 || !(math.Abs(got-slope*dy) <= 1e-5*math.Abs(dy)*(1+math.Abs(slope))) {
			return false
		}
	}
	return true
}

// at returns values for the inputs that vary, near x, with the one at place moved.
func (t *slopeTrial) at(place int, x, moved float64) map[Output]float64 {
	given := map[Output]float64{}
	for _, i := range t.varying {
		in := t.node.Inputs[t.custom.Inputs[i]]
		given[in] = x + 0.37*float64(i)
		if i == place {
			given[in] += moved
		}
	}
	return given
}

// isResult reports whether output i is a result of the function with the custom
// gradient, rather than one of its inputs.
func (t *slopeTrial) isResult(i int) bool { return !slices.Contains(t.custom.Inputs, int64(i)) }

// results returns the sum of the node's results.
func (t *slopeTrial) results(given map[Output]float64) (float64, bool) {
	sum := 0.0
	for i := range t.custom.Outputs {
		if t.isResult(i) {
			v, ok := evaluate(t.node.Inputs[i], given)
			if !ok {
				return 0, false
			}
			sum += v
		}
	}
	return sum, true
}

// gradient returns the custom gradient for one input, given dy at every result.
func (t *slopeTrial) gradient(place int, given map[Output]float64, dy float64) (float64, bool) {
	taken := map[Output]float64{}
	for i, arg := range t.args {
		v, ok := 0.0, true
		switch {
		case i >= t.custom.Outputs:
			v, ok = evaluate(t.node.Inputs[i], given)
		case t.isResult(i):
			v = dy
		}
		if !ok {
			return 0, false
		}
		taken[arg] = v
	}
	return evaluate(t.call.Inputs[place], taken)
}
