package gen

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// maxRank bounds the ranks that are tried for an input.
const maxRank = 6

// rank gives an input of unknown rank the rank that it must have for the network to fit
// together. If several ranks fit, it stays unknown, and an array is taken in its own shape.
func (b *builder) rank(g *gr.Graph) error {
	in := b.subject.Input
	if in.Shape() != nil || in.Node.Op != "Placeholder" {
		return nil
	}
	var fit []gr.Shape
	for rank := 1; rank <= maxRank; rank++ {
		if shape := slices.Repeat(gr.Shape{-1}, rank); b.tried(g, shape) != nil {
			fit = append(fit, shape)
		}
	}
	if len(fit) != 1 {
		return nil
	}
	in.Node.SetShape(fit[0])
	return inferTypes(g)
}

// tried returns the shape that the output has for an input of a shape; nil if the network
// does not fit together then. An unknown rank is an empty shape.
func (b *builder) tried(g *gr.Graph, shape gr.Shape) gr.Shape {
	s := b.subject
	trial := g.Subgraph(s.Output.Node, s.Input.Node)
	in := trial.Node(s.Input.Node.Name)
	in.SetShape(shape)
	if inferTypes(trial) != nil {
		return nil
	}
	out := trial.Node(s.Output.Node.Name).Out(s.Output.Index).Shape()
	if out == nil {
		return gr.Shape{}
	}
	return out
}
