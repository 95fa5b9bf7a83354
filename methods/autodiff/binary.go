package autodiff

import gr "tfreeze/graphrewrite"

func addRule(v *VJP) error {
	same := func() gr.Output { return v.Dy() }
	v.both(same, same)
	return nil
}

func subRule(v *VJP) error {
	v.both(v.Dy, func() gr.Output { return v.Neg(v.Dy()) })
	return nil
}

func mulRule(v *VJP) error {
	v.both(
		func() gr.Output { return v.Mul(v.Dy(), v.conj(v.In(1))) },
		func() gr.Output { return v.Mul(v.conj(v.In(0)), v.Dy()) })
	return nil
}

// divRule is the rule of RealDiv and of DivNoNan, which divides by zero differently.
func divRule(op string) Rule {
	return func(v *VJP) error {
		x, y := v.conj(v.In(0)), v.conj(v.In(1))
		v.both(
			func() gr.Output { return v.Binary(op, v.Dy(), y) },
			func() gr.Output { return v.Mul(v.Dy(), v.Binary(op, v.Binary(op, v.Neg(x), y), y)) })
		return nil
	}
}

// extremeRule is the rule of Maximum and Minimum. If the operands are equal, the first
// gets the whole gradient, as in TensorFlow.
func extremeRule(compare string) Rule {
	return func(v *VJP) error {
		first := v.Compare(compare, v.In(0), v.In(1))
		zero := v.Scalar(0, v.Dy())
		v.both(
			func() gr.Output { return v.SelectV2(first, v.Dy(), zero) },
			func() gr.Output { return v.SelectV2(first, zero, v.Dy()) })
		return nil
	}
}

func squaredDifferenceRule(v *VJP) error {
	d := v.Mul(v.Mul(v.Scalar(2, v.Dy()), v.Dy()), v.Sub(v.In(0), v.In(1)))
	v.both(
		func() gr.Output { return d },
		func() gr.Output { return v.Neg(d) })
	return nil
}

// powRule sets the exponent's gradient to 0 where the base is not positive, as
// TensorFlow does.
func powRule(v *VJP) error {
	x, y := v.In(0), v.In(1)
	v.both(
		func() gr.Output {
			return v.Mul(v.Dy(), v.Mul(y, v.Binary("Pow", x, v.Sub(y, v.Scalar(1, y)))))
		},
		func() gr.Output {
			positive := v.Compare("Greater", x, v.Scalar(0, x))
			log := v.Unary("Log", v.SelectV2(positive, x, v.Unary("OnesLike", x)))
			return v.Mul(v.Dy(), v.Mul(v.Out(), v.SelectV2(positive, log, v.ZerosLike(x))))
		})
	return nil
}

// selectRule is the rule of Select, whose operands have the output's shape, and of
// SelectV2, which broadcasts.
func selectRule(v *VJP) error {
	where, x, y := v.In(0), v.In(1), v.In(2)
	zero := v.Scalar(0, v.Dy())
	if v.Node.Op == "Select" {
		zero = v.ZerosLike(v.Dy())
	}
	pick := func(a, b gr.Output) gr.Output {
		return v.Op(v.Node.Op, "", v.Dy().Type(), gr.Attrs{"T": v.Dy().DType()}, where, a, b)
	}
	if v.Node.SelectsFrozen() {
		// The frozen value is a constant, and both have the shape of x.
		v.Constant(2)
		v.DX[1] = pick(v.Dy(), zero)
		return nil
	}
	if v.needsGrad[1] {
		v.DX[1] = v.unbroadcast(pick(v.Dy(), zero), x, v.Out())
	}
	if v.needsGrad[2] {
		v.DX[2] = v.unbroadcast(pick(zero, v.Dy()), y, v.Out())
	}
	return nil
}

func addNRule(v *VJP) error {
	for i := range v.DX {
		v.DX[i] = v.Dy()
	}
	return nil
}

// floorModRule is the rule of FloorMod, x - y floor(x / y).
func floorModRule(v *VJP) error {
	v.both(
		v.Dy,
		func() gr.Output { return v.Neg(v.Mul(v.Dy(), v.Binary("FloorDiv", v.In(0), v.In(1)))) })
	return nil
}

// moduloRule is the rule of Mod and TruncateMod with respect to the dividend.
func moduloRule(v *VJP) error {
	v.DX[0] = v.unbroadcast(v.Dy(), v.In(0), v.In(1))
	return nil
}

// nextAfterRule passes dy to the first operand. The second says only which neighbour to
// take.
func nextAfterRule(v *VJP) error {
	v.Constant(1)
	return moduloRule(v)
}

// atan2Rule is the rule of Atan2(y, x), the angle of the point (x, y).
func atan2Rule(v *VJP) error {
	y, x := v.In(0), v.In(1)
	by := v.Div(v.Dy(), v.Add(v.Unary("Square", x), v.Unary("Square", y)))
	v.both(
		func() gr.Output { return v.Mul(x, by) },
		func() gr.Output { return v.Neg(v.Mul(y, by)) })
	return nil
}
