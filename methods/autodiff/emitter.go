package autodiff

import gr "tfreeze/graphrewrite"

// An Emitter adds the nodes of gradients to its scope, under new names. Emitted tensors
// have a known element type, and a known shape if it is evident. Its Sub subtracts; for
// a scope below, use Scope.Sub.
type Emitter struct{ gr.Scope }

// Unary emits an elementwise op of one operand.
func (e Emitter) Unary(op string, x gr.Output) gr.Output {
	return e.Op(op, "", x.Type(), gr.Attrs{"T": x.DType()}, x)
}

// Binary emits an elementwise op of two operands, which have one type and broadcast.
func (e Emitter) Binary(op string, x, y gr.Output) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType()}, x, y)
}

// Mul emits x times y, elementwise.
func (e Emitter) Mul(x, y gr.Output) gr.Output { return e.Binary("Mul", x, y) }

// Add emits x plus y, elementwise.
func (e Emitter) Add(x, y gr.Output) gr.Output { return e.Binary("AddV2", x, y) }

// Sub emits x minus y, elementwise.
func (e Emitter) Sub(x, y gr.Output) gr.Output { return e.Binary("Sub", x, y) }

// Div emits x divided by y, elementwise.
func (e Emitter) Div(x, y gr.Output) gr.Output { return e.Binary("RealDiv", x, y) }

// Neg emits -x.
func (e Emitter) Neg(x gr.Output) gr.Output { return e.Unary("Neg", x) }

// Compare emits a comparison, such as Greater. Its result is bool.
func (e Emitter) Compare(op string, x, y gr.Output) gr.Output {
	attrs := gr.Attrs{"T": x.DType()}
	if op == "Equal" || op == "NotEqual" {
		attrs["incompatible_shape_error"] = true
	}
	return e.Op(op, "", gr.Type{DType: gr.Bool}, attrs, x, y)
}

// SelectV2 emits x where the condition, bool, holds, and y elsewhere. All three
// broadcast.
func (e Emitter) SelectV2(where, x, y gr.Output) gr.Output {
	typ := x.Type()
	if y.Shape() != nil && len(y.Shape()) > len(x.Shape()) {
		typ = y.Type()
	}
	return e.Op("SelectV2", "", typ, gr.Attrs{"T": x.DType()}, where, x, y)
}

// Scalar emits a constant, [], in the element type of like.
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

// To emits x converted to another element type.
func (e Emitter) To(x gr.Output, t gr.DataType) gr.Output {
	return e.Op("Cast", "", gr.Type{DType: t, Shape: x.Shape()}, gr.Attrs{"SrcT": x.DType(), "DstT": t, "Truncate": false}, x)
}

// InTypeOf emits x converted to the element type of like, or x itself if it has that.
func (e Emitter) InTypeOf(x, like gr.Output) gr.Output {
	if x.DType() == like.DType() {
		return x
	}
	return e.cast(x, like)
}

// Ints emits a constant vector, int32.
func (e Emitter) Ints(values ...int32) gr.Output {
	return e.Const("", gr.Tensor(gr.Shape{int64(len(values))}, values...))
}

// Int emits a constant, int32 [].
func (e Emitter) Int(v int32) gr.Output { return e.Const("", gr.Tensor(nil, v)) }

// Shape emits the shape of x as an int32 vector. It is a constant if the shape is
// known.
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

// Reshape emits x in another shape, which is a vector.
func (e Emitter) Reshape(x, shape gr.Output) gr.Output {
	return e.Op("Reshape", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tshape": shape.DType()}, x, shape)
}

// Like emits x in the shape of y.
func (e Emitter) Like(x, y gr.Output) gr.Output {
	r := e.Reshape(x, e.Shape(y))
	r.Node.Types[0].Shape = y.Shape()
	return r
}

// Reduce emits a reduction, such as Sum, over the axes. It keeps them with size 1, or
// drops them.
func (e Emitter) Reduce(op string, x, axes gr.Output, keep bool) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tidx": axes.DType(), "keep_dims": keep}, x, axes)
}

// ExpandDims emits x with a dimension of size 1 inserted.
func (e Emitter) ExpandDims(x gr.Output, axis int32) gr.Output {
	return e.Op("ExpandDims", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tdim": gr.Int32}, x, e.Int(axis))
}

// BroadcastTo emits x repeated to the shape of like.
func (e Emitter) BroadcastTo(x, like gr.Output) gr.Output {
	shape := e.Shape(like)
	return e.Op("BroadcastTo", "", gr.Type{DType: x.DType(), Shape: like.Shape()},
		gr.Attrs{"T": x.DType(), "Tidx": shape.DType()}, x, shape)
}

// Transpose emits x with its dimensions in the order perm, a vector.
func (e Emitter) Transpose(x, perm gr.Output) gr.Output {
	return e.Op("Transpose", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tperm": perm.DType()}, x, perm)
}

// ZerosLike emits zeros in the shape and type of x.
func (e Emitter) ZerosLike(x gr.Output) gr.Output { return e.Unary("ZerosLike", x) }

// Slice emits size elements of x, starting at begin, in each dimension. Both are
// vectors.
func (e Emitter) Slice(x, begin, size gr.Output) gr.Output {
	return e.Op("Slice", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Index": begin.DType()}, x, begin, size)
}

// Concat joins the parts along an axis, int32 []. TensorFlow joins two or more.
func (e Emitter) Concat(axis gr.Output, parts ...gr.Output) gr.Output {
	if len(parts) == 1 {
		return parts[0]
	}
	return e.Op("ConcatV2", "", gr.Type{DType: parts[0].DType()},
		gr.Attrs{"T": parts[0].DType(), "N": len(parts), "Tidx": axis.DType()}, append(parts, axis)...)
}

// MatMul emits the product of two matrices, x y or x y^T.
func (e Emitter) MatMul(x, y gr.Output, transposeY bool) gr.Output {
	return e.Op("MatMul", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "transpose_a": false, "transpose_b": transposeY}, x, y)
}
