package autodiff

import gr "tfreeze/graphrewrite"

// resizeAreaRule differentiates ResizeArea. An output pixel is the mean of the input
// pixels that it covers, weighted by how much of each; rows and columns do not depend on
// each other. With the shares of input rows in output rows as a matrix R, and those of
// columns as C, y = R x C^T, and dx = R^T dy C.
func resizeAreaRule(v *VJP) error {
	x := v.In(0)
	from, to := v.Shape(x), v.Shape(v.Out())
	rows := v.einsum([]string{"najc", "ai"}, "nijc", v.Dy(), v.shares(from, to, 1))
	v.DX[0] = v.InTypeOf(v.einsum([]string{"nibc", "bj"}, "nijc", rows, v.shares(from, to, 2)), x)
	v.DX[0].Node.Types[0].Shape = x.Shape()
	return nil
}

// shares emits how much of each output pixel o is from each input pixel i along a
// dimension, a matrix [to,from]. If s input pixels go into an output pixel, that is
//
//	max(0, min(i+1, (o+1) s) - max(i, o s)) / s
//
// What lies behind the last input pixel counts as that.
func (v *VJP) shares(from, to gr.Output, dimension int32) gr.Output {
	from, to = v.entry(from, dimension), v.entry(to, dimension)
	one := v.Scalar(1, v.Dy())
	i, o := v.ExpandDims(v.counted(from), 0), v.ExpandDims(v.counted(to), 1)
	s := v.areaScale(v.cast(from, v.Dy()), v.cast(to, v.Dy()), one)
	begin, end := v.Mul(o, s), v.Mul(v.Add(o, one), s)
	next := v.Add(i, one)
	last := v.Compare("GreaterEqual", next, v.cast(from, v.Dy()))
	covered := v.Sub(v.SelectV2(last, end, v.Binary("Minimum", next, end)), v.Binary("Maximum", i, begin))
	return v.Div(v.Binary("Maximum", covered, v.Scalar(0, v.Dy())), s)
}

// entry emits an entry of a vector, as a scalar.
func (e Emitter) entry(vector gr.Output, i int32) gr.Output {
	return e.Reshape(e.Slice(vector, e.Ints(i), e.Ints(1)), e.Ints())
}

// counted emits 0, 1, ... up to n-1, in the type of dy.
func (v *VJP) counted(n gr.Output) gr.Output {
	return v.cast(v.Op("Range", "", gr.Type{DType: gr.Int32, Shape: gr.Shape{-1}}, gr.Attrs{"Tidx": gr.Int32}, v.Int(0), n, v.Int(1)), v.Dy())
}

// areaScale emits how many input pixels go into an output pixel.
func (v *VJP) areaScale(from, to, one gr.Output) gr.Output {
	if !v.Node.Bool("align_corners") {
		return v.Div(from, to)
	}
	return v.SelectV2(v.Compare("Greater", to, one), v.Binary("DivNoNan", v.Sub(from, one), v.Sub(to, one)), v.Div(from, to))
}
