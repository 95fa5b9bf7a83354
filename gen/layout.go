package gen

import (
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// findLayout finds the order of an image's dimensions in the input: the card's, else the
// one that the graph shows.
func (b *builder) findLayout(g *gr.Graph) error {
	b.layout = b.model.Card.Layout
	if err := b.layout.Check(); err != nil {
		return fmt.Errorf("%s: %w", savedmodels.CardFile, err)
	}
	shape := b.subject.Input.Shape()
	if b.layout != "" || shape != nil && len(shape) != 4 {
		return nil
	}
	var err error
	b.layout, err = gr.ImageLayout(g, b.subject.Input, b.subject.Logits)
	return err
}

// sides returns names for the dimensions of the input.
func (b *builder) sides() []string {
	shape := b.subject.Input.Shape()
	if len(shape) != 4 {
		return []string{"batch"}
	}
	l := b.layout.Of(shape[1:])
	if l == "" {
		return []string{"batch"}
	}
	names := []string{"batch", "", "", ""}
	height, width, channels := l.Sides()
	names[1+height], names[1+width], names[1+channels] = "height", "width", "channels"
	return names
}
