package verify

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// complete lists the methods whose maps add up to the score's difference on a network of
// linear ops and activations, each with the other ops that it has rules for.
var complete = map[string][]string{"deeplift": nil, "deeplift_maxpool": {"MaxPool", "MaxPoolV2"}}

// notLinear names the first node between input and score whose op is neither linear, nor
// a frozen activation of one op, nor one of others; it is empty if all are.
func notLinear(p *point, others []string) (string, error) {
	between, err := p.subject.Model.Graph.Between(p.input, p.logits)
	if err != nil {
		return "", err
	}
	depends := dependents(between, p.input.Node)
	activations := map[*gr.Node]bool{}
	for _, f := range p.freezings {
		activations[f.Activation.Node] = true
	}
	for _, n := range between {
		if n == p.input.Node || !depends[n] || activations[n] || n.PartOfFreezing() || isLinear(n, depends) && n.CustomGradient() == "" ||
			slices.Contains(others, n.Op) {
			continue
		}
		return fmt.Sprintf("%q (%s)", n.Name, n.Op), nil
	}
	return "", nil
}

// dependents are those of the nodes whose numbers depend on the input's. The nodes are
// listed dependencies first.
func dependents(between []*gr.Node, input *gr.Node) map[*gr.Node]bool {
	depends := map[*gr.Node]bool{input: true}
	for _, n := range between {
		if gr.ReadsShapeAlone(n.Op) {
			continue
		}
		for _, in := range n.Inputs {
			depends[n] = depends[n] || depends[in.Node]
		}
	}
	return depends
}

// isLinear reports whether a node is linear in those of its inputs that depend on the
// point.
func isLinear(n *gr.Node, depends map[*gr.Node]bool) bool {
	varies := make([]bool, len(n.Inputs))
	for i, in := range n.Inputs {
		varies[i] = depends[in.Node]
	}
	return !n.InTraining() && autodiff.Of(n.Op).LinearIn(varies)
}
