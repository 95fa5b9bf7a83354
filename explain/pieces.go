package explain

import (
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
)

// In a forward pass, a kernel of largeFrom elements or more is split into pieces of
// pieceChannels output channels, or becomes a product if it is fully connected. The
// columns are the convolution and its pieces, in milliseconds; layOnce came later:
//
//	                    one image     eight images
//	28x28x512 to 512     17.3  10.5     75   73
//	14x14x512 to 512      5.6   3.1     21   22
//	7x7x512 to 512        2.1   1.7
//	7x7x512 to 4096        37    15    175   36 (a product)
//	1x1x4096 to 4096      2.1   1.8     32  6.7 (a product)
//
// Smaller kernels in pieces took less time than whole ones that every run lays out, and as
// much as those that layOnce keeps.
const (
	pieceChannels = 64
	largeFrom     = 1 << 21
)

// slowConvolutions lists the convolutions of a graph that inPieces may speed up. It
// looks only at their kernels, so that most networks need no types for it.
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
// more. Forms of kernels do not count: they are computed together with the pieces.
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

// inPieces changes how a graph that is about to run computes the slow convolutions, if
// the types of their images are known:
//
//   - A fully connected layer becomes a product, x W. It sums in another order, so that
//     the last digits may differ.
//   - Any other convolution is computed in pieces of its output channels, which are
//     then concatenated. Each element is the same sum as before.
//
// A convolution of one image is bound by its kernel, which is read from memory for
// every few rows of pixels. A piece of the kernel stays in the cache.
func inPieces(g *gr.Graph, f *fastconv.Fast, slow []*gr.Node) {
	for _, n := range slow {
		l := f.Layer(n)
		if !l.KeepsForms() {
			continue
		}
		switch {
		case l.IsFullyConnected():
			g.Become(n, product(l, n).Node)
		case hasPieces(n.Inputs[1].Shape()):
			g.Become(n, pieces(l, n).Node)
		}
	}
}

// hasPieces reports whether a kernel can be split into pieces. A 1x1 kernel cannot,
// because its pieces sum in another order.
func hasPieces(k gr.Shape) bool {
	return k[0]*k[1] > 1 && k[3] > pieceChannels && k[3]%pieceChannels == 0
}

// product emits a fully connected layer, x W, [N,1,1,o].
func product(l fastconv.Layer, n *gr.Node) gr.Output {
	k := n.Inputs[1].Shape()
	inputs, outputs := int32(k[0]*k[1]*k[2]), int32(k[3])
	y := l.MatMul(l.Reshape(n.Inputs[0], l.Ints(-1, inputs)), l.Reshape(n.Inputs[1], l.Ints(inputs, outputs)), false)
	return l.Reshape(y, l.Ints(-1, 1, 1, outputs))
}

// pieces emits a convolution whose kernel [h,w,i,o] is stored as [o/64,h,w,i,64].
func pieces(l fastconv.Layer, n *gr.Node) gr.Output {
	k := n.Inputs[1].Shape()
	number := k[3] / pieceChannels
	kernels := l.Form("pieces", func(e autodiff.Emitter, kernel gr.Output) gr.Output {
		columns := e.Reshape(kernel, e.Ints(int32(k[0]*k[1]*k[2]), int32(number), pieceChannels))
		laid := e.Reshape(e.Transpose(columns, e.Ints(1, 0, 2)), e.Ints(int32(number), int32(k[0]), int32(k[1]), int32(k[2]), pieceChannels))
		laid.Node.Types[0].Shape = gr.Shape{number, k[0], k[1], k[2], pieceChannels}
		return laid
	})
	types := make([]gr.Type, number)
	for i := range types {
		types[i] = gr.Type{DType: kernels.DType(), Shape: gr.Shape{k[0], k[1], k[2], pieceChannels}}
	}
	split := l.Node("Unpack", "", types, gr.Attrs{"T": kernels.DType(), "num": int(number), "axis": 0}, kernels)
	attrs := maps.Clone(n.Attr)
	delete(attrs, "_output_shapes") // Keras notes the shapes of the whole here
	parts := make([]gr.Output, number)
	for i := range parts {
		part := l.Node("Conv2D", "", []gr.Type{{DType: kernels.DType()}}, nil, n.Inputs[0], split.Out(i))
		part.Attr = attrs
		parts[i] = part.Out(0)
	}
	return l.Concat(l.Int(3), parts...)
}
