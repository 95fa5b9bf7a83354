package explain

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
)

// In a forward pass, a fully connected layer with largeFrom weights or more becomes a
// product, x W. It sums in another order, so that the last digits may differ. The columns
// are the convolution and the product, in milliseconds:
//
//	                    one image    eight images
//	7x7x512 to 4096       37   15      175   36
//	1x1x4096 to 4096     2.1  1.8       32  6.7
const largeFrom = 1 << 21

// slowConvolutions lists the convolutions of a graph that may be such layers. It looks only
// at their kernels, so that most networks need no types for it.
func slowConvolutions(g *gr.Graph) []*gr.Node {
	var slow []*gr.Node
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Conv2D" && autodiff.IsWeight(n.Inputs[1]) && isLarge(n.Inputs[1]) {
			slow = append(slow, n)
		}
	}
	return slow
}

// isLarge reports whether o is a weight of the network with largeFrom elements or
// more. Forms of kernels belong to gradients.
func isLarge(o gr.Output) bool {
	n := holderOf(o)
	return shapeOf(n).Elements() >= largeFrom && !fastconv.IsForm(n)
}

// holderOf returns the variable or the constant that holds a weight.
func holderOf(o gr.Output) *gr.Node {
	n := o.Node
	for len(n.Inputs) > 0 {
		n = n.Inputs[0].Node
	}
	return n
}

// shapeOf returns the shape of what a variable or a constant holds.
func shapeOf(holder *gr.Node) gr.Shape {
	if holder.Op == "Const" {
		return gr.ShapeOf(holder.Attr["value"].GetTensor().GetTensorShape())
	}
	return gr.ShapeOf(holder.Attr["shape"].GetShape())
}

// asProducts makes products of those of the slow convolutions that are fully connected, if
// the types of their images are known.
func asProducts(g *gr.Graph, slow []*gr.Node) {
	f := fastconv.New(gr.Scope{Graph: g})
	for _, n := range slow {
		if l := f.Layer(n); l.KeepsForms() && l.IsFullyConnected() {
			g.Become(n, product(l, n).Node)
		}
	}
}

// product emits a fully connected layer, x W, [N,1,1,o].
func product(l fastconv.Layer, n *gr.Node) gr.Output {
	k := n.Inputs[1].Shape()
	inputs, outputs := int32(k[0]*k[1]*k[2]), int32(k[3])
	y := l.MatMul(l.Reshape(n.Inputs[0], l.Ints(-1, inputs)), l.Reshape(n.Inputs[1], l.Ints(inputs, outputs)), false)
	return l.Reshape(y, l.Ints(-1, 1, 1, outputs))
}
