package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Layer is the activation of a layer. Rows say where it holds the images of a batch.
type Layer struct {
	gr.Output
	Rows gr.Rows
}

// Layers lists the activations of layers, dependencies first.
func (n *Net) Layers() []Layer {
	var layers []Layer
	for _, a := range n.activations {
		if !a.Own {
			layers = append(layers, Layer{a.Output, n.RowsOf(a.Output)})
		}
	}
	return layers
}

// Arrived emits the ordinary gradient of the score with respect to a tensor of the network.
// It is zero if no gradient arrives there.
func (n *Net) Arrived(o gr.Output) (gr.Output, error) {
	_, err := n.Derivative()
	return n.arrived[o], err
}

// Pathway emits the gradient, at the input, of the score of a network in which the units
// of layers are zero where the masks, bool and of the layers' shapes, are false. The
// classes are those that the network itself is explained for.
func (n *Net) Pathway(s gr.Scope, layers []Layer, masks []gr.Output) (gr.Output, error) {
	e := autodiff.Emitter{Scope: s}
	x := e.Op("Identity", "input", n.Input.Type(), gr.Attrs{"T": n.Input.DType()}, n.Input)
	c := n.at(s, x)
	for i, l := range layers {
		if err := c.Add(l.Output); err != nil {
			return gr.Output{}, err
		}
		z := c.Of(l.Output)
		kept := e.SelectV2(masks[i], z, e.Scalar(0, z))
		kept.Node.Types[0] = l.Type()
		c.Replaced[l.Output] = kept
	}
	if err := c.Add(n.Logits); err != nil {
		return gr.Output{}, err
	}
	return n.walk(s, c.Of(n.Logits), x, nil, nil)
}

// Percentile emits the percentile p, float64 [] and 0..100, of the elements of x that
// belong to an image, as numpy.percentile computes it: float32 [N]. x is float32 [N,K],
// and nothing in it is negative.
func Percentile(e autodiff.Emitter, x, p gr.Output) gr.Output {
	bits := bitsOf(e, x)
	return e.To(percentile(e, bits, columns(e, bits), p), gr.Float)
}

// Flattened emits [N, ...] as [N,K].
func Flattened(e autodiff.Emitter, x gr.Output) gr.Output { return flattened(e, x) }

// PerImage gives v, [N], the rank of x, [N, ...], so that v broadcasts against x.
func PerImage(e autodiff.Emitter, v, x gr.Output) gr.Output { return perImage(e, v, x) }
