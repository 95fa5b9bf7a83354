package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Resized emits a map of the features' pixels, float32 [N,h,w], in the size of the input,
// [N,H,W], by linear interpolation between the middles of pixels. Beyond the outer middles
// the map goes on as its mirror image, as it does in scikit-image's resize of order 1:
//
//	rows [H,h] map [N,h,w] columns [W,w]^T
func (n *Net) Resized(e autodiff.Emitter, values gr.Output) gr.Output {
	height, width, _ := n.Layout.Of(n.Input.Shape()[1:]).Sides()
	from, to := e.Shape(values), e.Shape(n.Input)
	side := func(shape gr.Output, i int) gr.Output {
		return e.Reshape(e.Slice(shape, e.Ints(int32(i)), e.Ints(1)), e.Ints())
	}
	rows := interpolation(e, side(from, 1), side(to, height+1))
	columns := interpolation(e, side(from, 2), side(to, width+1))
	product := func(x, y gr.Output, transposed bool) gr.Output {
		return e.Op("BatchMatMulV2", "", gr.Type{DType: gr.Double}, gr.Attrs{"T": gr.Double, "adj_x": false, "adj_y": transposed}, x, y)
	}
	return e.To(product(product(rows, e.To(values, gr.Double), false), columns, true), gr.Float)
}

// interpolation emits the weights with which the pixels of a side become those of another
// length, float64 [to,from]; both are int32 [].
func interpolation(e autodiff.Emitter, from, to gr.Output) gr.Output {
	count := func(n gr.Output) gr.Output {
		return e.To(e.Op("Range", "", gr.Type{DType: gr.Int32, Shape: gr.Shape{-1}}, gr.Attrs{"Tidx": gr.Int32}, e.Int(0), n, e.Int(1)), gr.Double)
	}
	abs := func(x gr.Output) gr.Output { return e.Unary("Abs", x) }
	n, i := e.To(from, gr.Double), count(to)
	half, one := e.Scalar(0.5, i), e.Scalar(1, i)
	last := e.Sub(n, one)
	at := abs(e.Sub(e.Mul(e.Add(i, half), e.Div(n, e.To(to, gr.Double))), half))
	at = e.Sub(last, abs(e.Sub(last, at)))
	away := abs(e.Sub(e.ExpandDims(at, 1), count(from)))
	weights := e.Binary("Maximum", e.Sub(one, away), e.Scalar(0, i))
	// The mirror image of a single pixel is that pixel: its weight is 1 everywhere.
	return e.Div(weights, e.Reduce("Sum", weights, e.Ints(1), true))
}
