package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// ToPixels emits a map of the features' pixels, float32 [N,h,w], in the size of the input,
// [N,H,W], by linear interpolation between the middles of pixels. Beyond the outer middles
// the map stays as it is there.
func (n *Net) ToPixels(e autodiff.Emitter, values gr.Output) gr.Output {
	return n.resized(e, values, func(at, last gr.Output) gr.Output {
		return e.Binary("Maximum", e.Binary("Minimum", at, last), e.Scalar(0, at))
	})
}

// ToPixelsMirrored is ToPixels, but beyond the outer middles the map goes on as its mirror
// image, as it does in scikit-image's resize of order 1.
func (n *Net) ToPixelsMirrored(e autodiff.Emitter, values gr.Output) gr.Output {
	return n.resized(e, values, func(at, last gr.Output) gr.Output {
		return e.Sub(last, e.Unary("Abs", e.Sub(last, e.Unary("Abs", at))))
	})
}

// resized emits products, which have float64, as TensorFlow's ResizeBilinear has not:
//
//	rows [H,h] map [N,h,w] columns [W,w]^T
//
// within brings a place beside the outer middles, 0 and last, between them.
func (n *Net) resized(e autodiff.Emitter, values gr.Output, within func(at, last gr.Output) gr.Output) gr.Output {
	height, width, _ := n.Layout.Of(n.Input.Shape()[1:]).Sides()
	from, to := e.Shape(values), e.Shape(n.Input)
	side := func(shape gr.Output, i int) gr.Output {
		return e.Reshape(e.Slice(shape, e.Ints(int32(i)), e.Ints(1)), e.Ints())
	}
	rows := interpolation(e, side(from, 1), side(to, height+1), within)
	columns := interpolation(e, side(from, 2), side(to, width+1), within)
	product := func(x, y gr.Output, transposed bool) gr.Output {
		return e.Op("BatchMatMulV2", "", gr.Type{DType: gr.Double}, gr.Attrs{"T": gr.Double, "adj_x": false, "adj_y": transposed}, x, y)
	}
	return e.To(product(product(rows, e.To(values, gr.Double), false), columns, true), gr.Float)
}

// interpolation emits the weights with which the pixels of a side become those of another
// length, float64 [to,from]; both are int32 [].
func interpolation(e autodiff.Emitter, from, to gr.Output, within func(at, last gr.Output) gr.Output) gr.Output {
	count := func(n gr.Output) gr.Output {
		return e.To(e.Op("Range", "", gr.Type{DType: gr.Int32, Shape: gr.Shape{-1}}, gr.Attrs{"Tidx": gr.Int32}, e.Int(0), n, e.Int(1)), gr.Double)
	}
	n, i := e.To(from, gr.Double), count(to)
	half, one := e.Scalar(0.5, i), e.Scalar(1, i)
	at := within(e.Sub(e.Mul(e.Add(i, half), e.Div(n, e.To(to, gr.Double))), half), e.Sub(n, one))
	away := e.Unary("Abs", e.Sub(e.ExpandDims(at, 1), count(from)))
	weights := e.Binary("Maximum", e.Sub(one, away), e.Scalar(0, i))
	// The mirror image of a single pixel is that pixel: its weight is 1 everywhere.
	return e.Div(weights, e.Reduce("Sum", weights, e.Ints(1), true))
}
