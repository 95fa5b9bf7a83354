package methods

import gr "tfreeze/graphrewrite"

// clipAt is the percentile from which a heatmap is white.
const clipAt = 99

// heatmapFunction adds the function that draws attributions, float32 [N,H,W,C],
// or [N,C,H,W], as float32 [N,H,W] in 0..1: the sum of the absolute values over the channels,
// of which what lies between the minimum and the 99th percentile is spread, and
// more is clipped, of each image by itself; a constant map is black.
// PAIR-code/saliency, VisualizeImageGrayscale.
func heatmapFunction(s gr.Scope, defs gr.OpDefs, channels int32) (*gr.Outlined, error) {
	e := emit{s}
	x := e.placeholder(gr.Type{DType: gr.Float, Shape: gr.Shape{-1, -1, -1, -1}})
	sum := e.reduce("Sum", e.unary("Abs", x), e.ints(channels), false)
	bits := e.bitsOf(sum)
	high := e.percentile(bits, e.columns(bits), e.Const("", gr.Tensor(nil, float64(clipAt))))
	exact := e.to(sum, gr.Double)
	low := e.perImage(e.reduce("Min", exact, e.ints(1, 2), false), sum)
	above := e.sub(exact, low)
	zero := e.scalar(0, above)
	t := e.div(above, e.sub(e.perImage(high, sum), low))
	t = e.selectV2(e.compare("Equal", above, zero), zero, t)
	t = e.to(e.binary("Minimum", e.binary("Maximum", t, zero), e.scalar(1, t)), gr.Float)
	return gr.Outline(s.Graph, gr.Function{Name: "tfreeze_heatmap", Args: []gr.Output{x}, Results: []gr.Output{t}}, defs)
}

// channels is the dimension of [N,...] that a picture sums over.
func (n *Net) channels() int32 {
	_, _, channels := n.Layout.Sides()
	return int32(channels) + 1
}
