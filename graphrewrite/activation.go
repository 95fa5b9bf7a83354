package graphrewrite

import "slices"

// activationOps lists the ops that are activations: the op after a linear
// layer, elementwise and nonlinear.
var activationOps = []string{
	"Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh",
}

// ActivationOps lists the ops that are activations.
func ActivationOps() []string { return slices.Clone(activationOps) }

// Activations returns the activations between input and score, dependencies
// first, and the ops that are gates: those are no activations of a layer.
func (g *Graph) Activations(input, score Output) (found []Activation, gates []*Node, err error) {
	nodes, err := g.Between(input, score)
	if err != nil {
		return nil, nil, err
	}
	f := &finder{uses: g.Uses(), depends: map[*Node]bool{}, order: map[*Node]int{}}
	for i, n := range nodes {
		f.depends[n], f.order[n] = true, i
	}
	part := map[*Node]bool{}
	for _, n := range slices.Backward(nodes) {
		// The input's own node is given, not computed: it is no layer's activation.
		if part[n] || n == input.Node {
			continue
		}
		if c, ok := f.composite(n); ok {
			found = append(found, c)
			for _, i := range c.inner {
				part[i] = true
			}
			continue
		}
		switch {
		case !slices.Contains(activationOps, n.Op):
		case f.isGate(n):
			gates = append(gates, n)
		default:
			found = append(found, Activation{Kind: n.Op, Input: n.Inputs[0], Output: n.Out(0)})
		}
	}
	slices.Reverse(found)
	slices.Reverse(gates)
	return found, gates, nil
}

// finder knows of the nodes between input and score what finding activations
// needs.
type finder struct {
	uses    map[*Node][]Use
	depends map[*Node]bool
	order   map[*Node]int
}
