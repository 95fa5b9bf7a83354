package gen

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// gradients replaces custom gradients that are the ordinary slope all the same.
func (b *builder) gradients(g *gr.Graph) error {
	if len(b.custom(g)) == 0 {
		return nil
	}
	defs, err := opDefs()
	if err != nil {
		return err
	}
	return gr.FoldGradients(g, b.subject.Logits, b.subject.Input, defs)
}

// custom lists the nodes with custom gradients.
func (b *builder) custom(g *gr.Graph) []*gr.Node {
	var found []*gr.Node
	for _, name := range g.Names() {
		if n := g.Node(name); n.CustomGradient() != "" {
			found = append(found, n)
		}
	}
	return found
}

// spanned lists the custom gradients that bypass activations.
func (b *builder) spanned(g *gr.Graph) []error {
	var found []error
	for _, n := range b.custom(g) {
		if a, ok := n.Spanned(b.found); ok {
			found = append(found, &gr.Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf(
				"its custom gradient (%q) leads past the activation %q (%s), which could not be frozen; --freeze plain explains the network without freezing", n.CustomGradient(), a.Output.Node.Name, a.Kind)})
		}
	}
	return found
}
