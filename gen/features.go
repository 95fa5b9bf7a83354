package gen

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
)

// findFeatures finds the features that methods of one layer explain: the named ones, or
// those of the last convolution, if there is one.
func (b *builder) findFeatures(g *gr.Graph) (err error) {
	if b.options.Layer == "" {
		b.features, err = g.LastFeatures(b.subject.Input, b.subject.Logits, b.found)
		return err
	}
	o, err := b.named(g, b.options.Layer)
	b.features = gr.Features{Output: o}
	if err == nil {
		b.features.Layout = gr.LayoutOf(o, b.layout)
	}
	return err
}

// behindFreezing returns the features as their readers get them.
func (b *builder) behindFreezing() gr.Features {
	found := b.features
	for _, f := range b.freezings {
		if f.Activation == found.Output {
			found.Output = f.Output
		}
	}
	return found
}

// layer names the features; it is empty if no method explains them.
func (b *builder) layer() string {
	if b.features.Node == nil || !slices.ContainsFunc(methods.All, func(m methods.Method) bool { return m.FromLayer && slices.Contains(b.names, m.Name) }) {
		return ""
	}
	return b.features.String()
}

// named finds images by the name of a node or a tensor.
func (b *builder) named(g *gr.Graph, name string) (gr.Output, error) {
	between, err := g.Between(b.subject.Input, b.subject.Logits)
	if err != nil {
		return gr.Output{}, err
	}
	var images []string
	for _, n := range between {
		o := n.Out(0)
		is := gr.IsFloating(o.DType()) && len(o.Shape()) == 4
		switch {
		case o.Is(name) && is:
			return o, nil
		case o.Is(name):
			return gr.Output{}, fmt.Errorf("layer %q (%s) is %v, and no images [N,H,W,C]", name, n.Op, o.Type())
		case is:
			images = append(images, n.Name)
		}
	}
	if g.Node(name) != nil {
		return gr.Output{}, fmt.Errorf("layer %q is not between the input %s and the score %s", name, b.subject.Input, b.subject.Logits)
	}
	return gr.Output{}, fmt.Errorf("the network has no layer %q%s", name, nearest.Hint(name, images))
}
