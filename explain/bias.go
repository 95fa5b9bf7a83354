package explain

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// addInside has convolutions add their biases, where oneDNN computes both:
//
//	BiasAdd(Conv2D(x, k), b)  =  _FusedConv2D(x, k, b)
//
// It is the same sum, to the bit, but an image is not read and written again. Without
// oneDNN, TensorFlow has no such op for a convolution in groups. The activation behind
// it stays a node: merged as well, oneDNN's kernel would turn a NaN into 0.
func addInside(g *gr.Graph) {
	if !tensorflow.UsesOneDNN() {
		return
	}
	uses := g.Uses()
	for _, name := range g.Names() {
		n := g.Node(name)
		if n.Op != "BiasAdd" || n.DType("T") != gr.Float || n.Str("data_format", "NHWC") != "NHWC" {
			continue
		}
		if c := n.Inputs[0].Node; c.Op == "Conv2D" && len(uses[c]) == 1 {
			addsBias(g, c, n)
		}
	}
}

// addsBias turns the BiasAdd n behind a convolution into the convolution with a bias.
func addsBias(g *gr.Graph, c, n *gr.Node) {
	attrs := withAttrsOf(c, gr.Attrs{"fused_ops": []string{"BiasAdd"}, "num_args": 1, "TArgs": []gr.DataType{gr.Float}})
	merged := gr.Scope{Graph: g, Prefix: n.Name}.Node("_FusedConv2D", "", n.Types, attrs, c.Inputs[0], c.Inputs[1], n.Inputs[1])
	n.Control = append(n.Control, c.Control...)
	g.Become(n, merged)
}

// withAttrsOf adds a node's attributes to others.
func withAttrsOf(n *gr.Node, attrs gr.Attrs) gr.Attrs {
	for name, value := range n.Attr {
		attrs[name] = value
	}
	return attrs
}
