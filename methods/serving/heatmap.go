package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// clipAt is the percentile at and above which a heatmap is white.
const clipAt = 99

// heatmapFunction adds the function that turns attributions, float32 [N,H,W,C] or
// [N,C,H,W], into heatmaps, float32 [N,H,W] in 0..1. A heatmap sums the absolute values
// over the channels. It then maps the range from the minimum to the 99th percentile to
// 0..1 and clips larger values, for each image by itself. A constant map is black.
// PAIR-code/saliency, VisualizeImageGrayscale.
func heatmapFunction(s gr.Scope, defs gr.OpDefs, channels int32) (*gr.Outlined, error) {
	e := autodiff.Emitter{Scope: s}
	x := placeholder(e, gr.Type{DType: gr.Float, Shape: gr.Shape{-1, -1, -1, -1}})
	sum := e.Reduce("Sum", e.Unary("Abs", x), e.Ints(channels), false)
	bits := bitsOf(e, sum)
	high := percentile(e, bits, columns(e, bits), e.Const("", gr.Tensor(nil, float64(clipAt))))
	exact := e.To(sum, gr.Double)
	low := perImage(e, e.Reduce("Min", exact, e.Ints(1, 2), false), sum)
	above := e.Sub(exact, low)
	zero := e.Scalar(0, above)
	t := e.Div(above, e.Sub(perImage(e, high, sum), low))
	t = e.SelectV2(e.Compare("Equal", above, zero), zero, t)
	t = e.To(e.Binary("Minimum", e.Binary("Maximum", t, zero), e.Scalar(1, t)), gr.Float)
	return gr.Outline(s.Graph, gr.Function{Name: "tfreeze_heatmap", Args: []gr.Output{x}, Results: []gr.Output{t}}, defs)
}

// mapShape is the shape of a method's maps, with the batch.
func (n *Net) mapShape(a Attribution) gr.Shape {
	shape := n.Input.Shape()
	if !a.PerPixel || len(shape) == 0 {
		return shape
	}
	return append(gr.Shape{shape[0]}, n.Layout.Pixels(shape[1:])...)
}

// withChannels gives a map of pixels, [N,H,W], a channel.
func (s *Server) withChannels(attribution gr.Output) gr.Output {
	if len(attribution.Shape()) == 4 {
		return attribution
	}
	e := autodiff.Emitter{Scope: s.scope.Sub("heatmap")}
	return e.ExpandDims(attribution, s.channels())
}

// channels returns the dimension of [N,...] over which a heatmap sums.
func (n *Net) channels() int32 {
	_, _, channels := n.Layout.Sides()
	return int32(channels) + 1
}
