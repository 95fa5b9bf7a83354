package autodiff

import gr "tfreeze/graphrewrite"

// matMulRule uses dA = dy B^H and dB = A^H dy for y = A B; an operand that is already
// transposed is not transposed again. It is the rule of MatMul and BatchMatMulV2. Their
// flags are called transpose_a and adj_x. They mean the same for real numbers; of
// complex ones, transpose_a leaves out the conjugate.
func matMulRule(first, second string) Rule {
	return func(v *VJP) error {
		ta, tb := v.Node.Bool(first), v.Node.Bool(second)
		product := func(x, y gr.Output, tx, ty bool) gr.Output {
			return v.Op(v.Node.Op, "", gr.Type{DType: v.Dy().DType()},
				v.productAttrs(gr.Attrs{first: tx, second: ty}), x, y)
		}
		a, b, dy := v.In(0), v.In(1), v.Dy()
		if v.Node.Op == "MatMul" {
			a, b = v.conj(a), v.conj(b)
		}
		v.matMulBoth(
			func() gr.Output {
				if ta {
					return product(b, dy, tb, true)
				}
				return product(dy, b, false, !tb)
			},
			func() gr.Output {
				if tb {
					return product(dy, a, true, ta)
				}
				return product(a, dy, !ta, false)
			})
		return nil
	}
}

func (v *VJP) productAttrs(attrs gr.Attrs) gr.Attrs {
	if v.Node.Op == "BatchMatMulV3" {
		attrs["Ta"], attrs["Tb"], attrs["Tout"] = v.Dy().DType(), v.Dy().DType(), v.Dy().DType()
	} else {
		attrs["T"] = v.Dy().DType()
	}
	return attrs
}

// matMulBoth is like both, for operands in which only the leading batch dimensions
// broadcast.
func (v *VJP) matMulBoth(da, db func() gr.Output) {
	for i, grad := range []func() gr.Output{da, db} {
		if v.needsGrad[i] {
			v.DX[i] = v.unbroadcastBatch(grad(), v.In(i), v.In(1-i))
		}
	}
}

func (v *VJP) unbroadcastBatch(grad, x, y gr.Output) gr.Output {
	xs, ys := x.Shape(), y.Shape()
	if v.Node.Op == "MatMul" || len(xs) >= 2 && len(ys) >= 2 && neverRepeated(xs[:len(xs)-2], ys[:len(ys)-2]) {
		return grad
	}
	batch := func(o gr.Output) gr.Output {
		n := v.Sub(v.Op("Size", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "out_type": gr.Int32}, v.Shape(o)), v.Int(2))
		return v.Slice(v.Shape(o), v.Ints(0), v.Reshape(n, v.Ints(1)))
	}
	args := v.Emitter.Node("BroadcastGradientArgs", "", []gr.Type{{DType: gr.Int32}, {DType: gr.Int32}},
		gr.Attrs{"T": gr.Int32}, batch(x), batch(y))
	return v.Like(v.Reduce("Sum", grad, args.Out(0), false), x)
}
