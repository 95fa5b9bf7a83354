package autodiff

import gr "tfreeze/graphrewrite"

// adjustContrastRule is the rule of AdjustContrastv2, c x + (1 - c) mean(x): each channel
// moves away from its mean over the rows and columns of an image.
func adjustContrastRule(v *VJP) error {
	c := v.InTypeOf(v.In(1), v.Dy())
	mean := v.Reduce("Mean", v.Dy(), v.Ints(-3, -2), true)
	v.DX[0] = v.Add(mean, v.Mul(c, v.Sub(v.Dy(), mean)))
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// rgbToHSVRule is the rule of RGBToHSV: with V = max(r,g,b) and C = V - min(r,g,b),
//
//	S = C / V,  H = (g-b)/C / 6 if r is the maximum, (2 + (b-r)/C) / 6 if g is, else (4 + (r-g)/C) / 6
//
// Where colours are equal, the first of r, g, b is the maximum, and the last the minimum.
// There is no gradient of a hue where C is 0, and none of S where V is 0.
func rgbToHSVRule(v *VJP) error {
	rgb, hsv, dy := v.channels(v.In(0)), v.channels(v.Out()), v.channels(v.Dy())
	most, least := v.extremes(rgb, hsv[2])
	low := v.Sub(hsv[2], v.Mul(hsv[1], hsv[2]))
	perV, perC := v.inverse(hsv[2]), v.inverse(v.Sub(hsv[2], low))
	// dS = dC/V - C/V^2 dV = min/V^2 dmax - 1/V dmin.
	dMax := v.Add(dy[2], v.Mul(dy[1], v.Mul(low, v.Unary("Square", perV))))
	dMin := v.Neg(v.Mul(dy[1], perV))
	// h = (a-b)/C: dh = (da - db)/C - h/C (dmax - dmin).
	dHue := v.Mul(v.times(1.0/6, dy[0]), perC)
	share := v.Mul(dHue, v.hueFraction(rgb, most, perC))
	dMax, dMin = v.Sub(dMax, share), v.Add(dMin, share)
	dx := make([]gr.Output, 3)
	for i := range dx {
		around := v.Sub(most[(i+2)%3], most[(i+1)%3])
		dx[i] = v.Add(v.Add(v.Mul(most[i], dMax), v.Mul(least[i], dMin)), v.Mul(around, dHue))
	}
	v.DX[0] = v.Concat(v.Int(-1), dx...)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// channels emits the three channels of an image, [...,1] each.
func (v *VJP) channels(x gr.Output) []gr.Output {
	n := v.Emitter.Node("Split", "", []gr.Type{{DType: x.DType()}, {DType: x.DType()}, {DType: x.DType()}},
		gr.Attrs{"T": x.DType(), "num_split": 3}, v.Int(-1), x)
	return []gr.Output{n.Out(0), n.Out(1), n.Out(2)}
}

// inverse emits 1/x, and 0 where x is 0.
func (v *VJP) inverse(x gr.Output) gr.Output { return v.Binary("DivNoNan", v.Scalar(1, x), x) }

// extremes emits, for each channel, whether it is the maximum, as 1 or 0, and whether it
// is the minimum.
func (v *VJP) extremes(rgb []gr.Output, value gr.Output) (most, least []gr.Output) {
	one := v.Scalar(1, value)
	is := func(op string, x, y gr.Output) gr.Output { return v.cast(v.Compare(op, x, y), x) }
	r, g, b := rgb[0], rgb[1], rgb[2]
	maxR := v.Mul(is("GreaterEqual", r, g), is("GreaterEqual", r, b))
	maxG := v.Mul(v.Sub(one, maxR), is("GreaterEqual", g, b))
	minB := v.Mul(is("LessEqual", b, r), is("LessEqual", b, g))
	minG := v.Mul(v.Sub(one, minB), is("LessEqual", g, r))
	return []gr.Output{maxR, maxG, v.Sub(v.Sub(one, maxR), maxG)}, []gr.Output{v.Sub(v.Sub(one, minB), minG), minG, minB}
}

// hueFraction emits (g-b)/C, (b-r)/C or (r-g)/C, by which channel is the maximum.
func (v *VJP) hueFraction(rgb, most []gr.Output, perC gr.Output) gr.Output {
	sum := v.Mul(most[0], v.Sub(rgb[1], rgb[2]))
	sum = v.Add(sum, v.Mul(most[1], v.Sub(rgb[2], rgb[0])))
	return v.Mul(v.Add(sum, v.Mul(most[2], v.Sub(rgb[0], rgb[1]))), perC)
}
