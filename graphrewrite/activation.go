package graphrewrite

import "slices"

// activationOps lists the ops that are activations: the op after a linear
// layer, elementwise and nonlinear.
var activationOps = []string{
	"Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh",
}

// IsActivation tells whether n is an activation op. A Sigmoid or Tanh is one
// only if no multiplication reads it: there it is a gate.
func (g *Graph) IsActivation(n *Node, uses map[*Node][]Use) bool {
	if !slices.Contains(activationOps, n.Op) {
		return false
	}
	if n.Op != "Sigmoid" && n.Op != "Tanh" {
		return true
	}
	return !slices.ContainsFunc(uses[n], func(u Use) bool { return u.Node.Op == "Mul" })
}

// Activations returns the activation ops between input and score, dependencies
// first, and the ones that are gates.
func (g *Graph) Activations(input, score Output) (found, gates []*Node, err error) {
	nodes, err := g.Between(input, score)
	if err != nil {
		return nil, nil, err
	}
	uses := g.Uses()
	for _, n := range nodes {
		switch {
		case g.IsActivation(n, uses):
			found = append(found, n)
		case slices.Contains(activationOps, n.Op):
			gates = append(gates, n)
		}
	}
	return found, gates, nil
}

// Between returns the nodes that depend on from and that to needs, both
// included, dependencies first.
func (g *Graph) Between(from, to Output) ([]*Node, error) {
	sorted, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	below, err := g.Dependents(from.Node)
	if err != nil {
		return nil, err
	}
	above := Ancestors(to.Node)
	var between []*Node
	for _, n := range sorted {
		if below[n] && above[n] {
			between = append(between, n)
		}
	}
	return between, nil
}

// ActivationOps lists the ops that are activations.
func ActivationOps() []string { return slices.Clone(activationOps) }
