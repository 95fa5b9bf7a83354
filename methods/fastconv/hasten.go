package fastconv

import (
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Slow lists the convolutions of a graph that Hasten may have computed faster. It
// asks no more than their kernels, so that most networks need no types for it.
func Slow(g *gr.Graph) []*gr.Node {
	var slow []*gr.Node
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Conv2D" && autodiff.IsWeight(n.Inputs[1]) && isLarge(n.Inputs[1]) {
			slow = append(slow, n)
		}
	}
	return slow
}

// isLarge reports whether a weight of the network has piecesFrom elements or more.
// The forms of kernels are none: they are computed when Hasten's are.
func isLarge(o gr.Output) bool {
	n := o.Node
	for len(n.Inputs) > 0 {
		n = n.Inputs[0].Node
	}
	shape := gr.ShapeOf(n.Attr["shape"].GetShape())
	if n.Op == "Const" {
		shape = gr.ShapeOf(n.Attr["value"].GetTensor().GetTensorShape())
	}
	return shape.Elements() >= piecesFrom && !n.Bool(formAttr)
}

// Hasten changes how a graph that is about to run computes those of the convolutions
// of Slow whose images have known types:
//
//   - a fully connected one as a product, x W. Sums are taken in another order, so
//     that the last digits may differ;
//   - another one in pieces of its output's channels, which are then put together:
//     each element is the same sum as before.
//
// A convolution of one image is bound by its kernel, which is read from memory
// once for a few rows of pixels; a piece stays in the cache.
func (f *Fast) Hasten(slow []*gr.Node) {
	for _, n := range slow {
		v := &conv{VJP: &autodiff.VJP{Emitter: autodiff.Emitter{Scope: gr.Scope{Graph: f.scope.Graph, Prefix: f.scope.Graph.Unique(n.Name + "/fast")}}, Node: n}, fast: f}
		if !v.keepsForms() {
			continue
		}
		full, large := v.isFullyConnected(), v.In(1).Shape().Elements() >= largeFrom
		switch {
		case full && large:
			f.scope.Graph.Become(n, v.product().Node)
		case !full && (large || v.isWide()) && v.hasPieces():
			f.scope.Graph.Become(n, v.pieces().Node)
		}
	}
}

// isWide reports whether a kernel of stride 1 passes over piecesPixels or more.
func (v *conv) isWide() bool {
	x := v.In(0).Shape()
	sh, sw := v.Spatial("strides")
	return sh == 1 && sw == 1 && x[1:].Static() && x[1]*x[2] >= piecesPixels
}

// hasPieces reports whether a kernel falls into pieces: one of 1x1 sums in another
// order when it does.
func (v *conv) hasPieces() bool {
	k := v.In(1).Shape()
	return k[0]*k[1] > 1 && k[3] > pieceChannels && k[3]%pieceChannels == 0
}

// product is a fully connected layer, x W, [N,1,1,o].
func (v *conv) product() gr.Output {
	k := v.In(1).Shape()
	inputs, outputs := int32(k[0]*k[1]*k[2]), int32(k[3])
	y := v.MatMul(v.Reshape(v.In(0), v.Ints(-1, inputs)), v.Reshape(v.In(1), v.Ints(inputs, outputs)), false)
	return v.Reshape(y, v.Ints(-1, 1, 1, outputs))
}

// pieces is a convolution whose kernel [h,w,i,o] is kept as [o/64,h,w,i,64].
func (v *conv) pieces() gr.Output {
	k := v.In(1).Shape()
	n := k[3] / pieceChannels
	kernels := v.form("pieces", func(e autodiff.Emitter, kernel gr.Output) gr.Output {
		columns := e.Reshape(kernel, e.Ints(int32(k[0]*k[1]*k[2]), int32(n), pieceChannels))
		laid := e.Reshape(e.Transpose(columns, e.Ints(1, 0, 2)), e.Ints(int32(n), int32(k[0]), int32(k[1]), int32(k[2]), pieceChannels))
		laid.Node.Types[0].Shape = gr.Shape{n, k[0], k[1], k[2], pieceChannels}
		return laid
	})
	types := make([]gr.Type, n)
	for i := range types {
		types[i] = gr.Type{DType: kernels.DType(), Shape: gr.Shape{k[0], k[1], k[2], pieceChannels}}
	}
	split := v.Emitter.Node("Unpack", "", types, gr.Attrs{"T": kernels.DType(), "num": int(n), "axis": 0}, kernels)
	attrs := maps.Clone(v.Node.Attr)
	delete(attrs, "_output_shapes") // what Keras notes of the whole
	parts := make([]gr.Output, n)
	for i := range parts {
		part := v.Emitter.Node("Conv2D", "", []gr.Type{{DType: kernels.DType()}}, nil, v.In(0), split.Out(i))
		part.Attr = attrs
		parts[i] = part.Out(0)
	}
	return v.Concat(v.Int(3), parts...)
}
