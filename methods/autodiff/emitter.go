package autodiff

import gr "tfreeze/graphrewrite"

// An Emitter adds the nodes that gradients are made of, under names of their own in its
// scope. An emitted tensor has a known element type, and a known shape where that is
// evident. Sub subtracts; a scope below is Scope.Sub.
type Emitter struct{ gr.Scope }

// Unary emits an elementwise op of one operand.
func (e Emitter) Unary(op string, x gr.Output) gr.Output {
	return e.Op(op, "", x.Type(), gr.Attrs{"T": x.DType()}, x)
}

// Binary emits an elementwise op of two operands, which broadcast, of one type.
func (e Emitter) Binary(op string, x, y gr.Output) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType()}, x, y)
}

// Mul is x times y, elementwise.
func (e Emitter) Mul(x, y gr.Output) gr.Output { return e.Binary("Mul", x, y) }

// Add is x plus y, elementwise.
func (e Emitter) Add(x, y gr.Output) gr.Output { return e.Binary("AddV2", x, y) }

// Sub is x less y, elementwise.
func (e Emitter) Sub(x, y gr.Output) gr.Output { return e.Binary("Sub", x, y) }

// Div is x divided by y, elementwise.
func (e Emitter) Div(x, y gr.Output) gr.Output { return e.Binary("RealDiv", x, y) }

// Neg is minus x.
func (e Emitter) Neg(x gr.Output) gr.Output { return e.Unary("Neg", x) }

// Compare emits a comparison, Greater for one, which gives booleans.
func (e Emitter) Compare(op string, x, y gr.Output) gr.Output {
	attrs := gr.Attrs{"T": x.DType()}
	if op == "Equal" || op == "NotEqual" {
		attrs["incompatible_shape_error"] = true
	}
	return e.Op(op, "", gr.Type{DType: gr.Bool}, attrs, x, y)
}

// SelectV2 is x where the condition, bool, holds, and y elsewhere; all three broadcast.
func (e Emitter) SelectV2(where, x, y gr.Output) gr.Output {
	typ := x.Type()
	if y.Shape() != nil && len(y.Shape()) > len(x.Shape()) {
		typ = y.Type()
	}
	return e.Op("SelectV2", "", typ, gr.Attrs{"T": x.DType()}, where, x, y)
}

// Scalar is a constant, [], in the element type of like.
func (e Emitter) Scalar(v float64, like gr.Output) gr.Output {
	if like.DType() == gr.Float || like.DType() == 0 {
		return e.Const("", gr.Tensor(nil, float32(v)))
	}
	c := e.Const("", gr.Tensor(nil, v))
	if c.DType() == like.DType() {
		return c
	}
	return e.cast(c, like)
}

func (e Emitter) cast(x, like gr.Output) gr.Output {
	return e.To(x, like.DType())
}

// To is x in another element type.
func (e Emitter) To(x gr.Output, t gr.DataType) gr.Output {
	return e.Op("Cast", "", gr.Type{DType: t, Shape: x.Shape()}, gr.Attrs{"SrcT": x.DType(), "DstT": t, "Truncate": false}, x)
}

// Ints is a constant vector, int32.
func (e Emitter) Ints(values ...int32) gr.Output {
	return e.Const("", gr.Tensor(gr.Shape{int64(len(values))}, values...))
}

// Int is a constant, int32 [].
func (e Emitter) Int(v int32) gr.Output { return e.Const("", gr.Tensor(nil, v)) }

// Shape is the shape of x as an int32 vector: a constant if it is known.
func (e Emitter) Shape(x gr.Output) gr.Output {
	if s := x.Shape(); s.Static() {
		dims := make([]int32, len(s))
		for i, d := range s {
			dims[i] = int32(d)
		}
		return e.Ints(dims...)
	}
	rank := gr.Shape{-1}
	if x.Shape() != nil {
		rank = gr.Shape{int64(len(x.Shape()))}
	}
	return e.Op("Shape", "", gr.Type{DType: gr.Int32, Shape: rank}, gr.Attrs{"T": x.DType(), "out_type": gr.Int32}, x)
}

// Reshape gives x another shape, a vector.
func (e Emitter) Reshape(x, shape gr.Output) gr.Output {
	return e.Op("Reshape", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tshape": shape.DType()}, x, shape)
}

// Like is x in the shape of y, which is known where that of y is.
func (e Emitter) Like(x, y gr.Output) gr.Output {
	r := e.Reshape(x, e.Shape(y))
	r.Node.Types[0].Shape = y.Shape()
	return r
}

// Reduce emits a reduction, Sum for one, over the axes, which it keeps with size 1 or
// drops.
func (e Emitter) Reduce(op string, x, axes gr.Output, keep bool) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tidx": axes.DType(), "keep_dims": keep}, x, axes)
}

// ExpandDims is x with a dimension of size 1 more.
func (e Emitter) ExpandDims(x gr.Output, axis int32) gr.Output {
	return e.Op("ExpandDims", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tdim": gr.Int32}, x, e.Int(axis))
}

// BroadcastTo repeats x to the shape of like.
func (e Emitter) BroadcastTo(x, like gr.Output) gr.Output {
	shape := e.Shape(like)
	return e.Op("BroadcastTo", "", gr.Type{DType: x.DType(), Shape: like.Shape()},
		gr.Attrs{"T": x.DType(), "Tidx": shape.DType()}, x, shape)
}

// Transpose is x with its dimensions in another order, a vector.
func (e Emitter) Transpose(x, perm gr.Output) gr.Output {
	return e.Op("Transpose", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tperm": perm.DType()}, x, perm)
}

// ZerosLike is 0 in the shape and type of x.
func (e Emitter) ZerosLike(x gr.Output) gr.Output { return e.Unary("ZerosLike", x) }

// Slice is size elements of x from begin on, in each dimension; both are vectors.
func (e Emitter) Slice(x, begin, size gr.Output) gr.Output {
	return e.Op("Slice", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Index": begin.DType()}, x, begin, size)
}

// Concat joins the parts along an axis, int32 [].
func (e Emitter) Concat(axis gr.Output, parts ...gr.Output) gr.Output {
	return e.Op("ConcatV2", "", gr.Type{DType: parts[0].DType()},
		gr.Attrs{"T": parts[0].DType(), "N": len(parts), "Tidx": axis.DType()}, append(parts, axis)...)
}

// MatMul is the product x y of two matrices, or x y^T.
func (e Emitter) MatMul(x, y gr.Output, transposeY bool) gr.Output {
	return e.Op("MatMul", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "transpose_a": false, "transpose_b": transposeY}, x, y)
}
