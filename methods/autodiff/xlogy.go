package autodiff

import gr "tfreeze/graphrewrite"

// xlogyRule is the rule of z = x f(y) for Xlogy, Xlog1py and Xdivy, which are 0 where x
// is 0, whatever y is. There the gradient of x is 0, too, as in TensorFlow. Given op(x, y)
// and an x that is 1 or 0, op(1 or 0, y) is what dy is multiplied with.
func xlogyRule(slope func(e Emitter, x, y gr.Output) gr.Output) Rule {
	return func(v *VJP) error {
		x, y := v.In(0), v.In(1)
		v.both(
			func() gr.Output {
				nonzero := v.cast(v.Compare("NotEqual", x, v.Scalar(0, x)), x)
				return v.Mul(v.Dy(), v.Binary(v.Node.Op, nonzero, y))
			},
			func() gr.Output { return v.Mul(v.Dy(), slope(v.Emitter, x, y)) })
		return nil
	}
}

func xlogySlope(e Emitter, x, y gr.Output) gr.Output { return e.Binary("Xdivy", x, y) }

func xlog1pySlope(e Emitter, x, y gr.Output) gr.Output {
	return e.Binary("Xdivy", x, e.Add(y, e.Scalar(1, y)))
}

func xdivySlope(e Emitter, x, y gr.Output) gr.Output {
	return e.Binary("Xdivy", e.Neg(x), e.Unary("Square", y))
}

// mulNoNanRule is the rule of MulNoNan(x, y): 0 where y is 0, even if x is not finite.
func mulNoNanRule(v *VJP) error {
	v.both(
		func() gr.Output { return v.Binary("MulNoNan", v.Dy(), v.In(1)) },
		func() gr.Output { return v.Binary("MulNoNan", v.In(0), v.Dy()) })
	return nil
}
