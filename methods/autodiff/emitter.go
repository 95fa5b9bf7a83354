package autodiff

import gr "tfreeze/graphrewrite"

// An Emitter adds the nodes that gradients are made of. The type of an emitted
// tensor is its element type; shapes are kept where they are evident.
type Emitter struct{ gr.Scope }

// unary and binary are elementwise; the result has the type of the first
// input.
func (e Emitter) Unary(op string, x gr.Output) gr.Output {
	return e.Op(op, "", x.Type(), gr.Attrs{"T": x.DType()}, x)
}

func (e Emitter) Binary(op string, x, y gr.Output) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType()}, x, y)
}

func (e Emitter) Mul(x, y gr.Output) gr.Output { return e.Binary("Mul", x, y) }
func (e Emitter) Add(x, y gr.Output) gr.Output { return e.Binary("AddV2", x, y) }
func (e Emitter) Sub(x, y gr.Output) gr.Output { return e.Binary("Sub", x, y) }
func (e Emitter) Div(x, y gr.Output) gr.Output { return e.Binary("RealDiv", x, y) }
func (e Emitter) Neg(x gr.Output) gr.Output    { return e.Unary("Neg", x) }

// compare gives booleans.
func (e Emitter) Compare(op string, x, y gr.Output) gr.Output {
	attrs := gr.Attrs{"T": x.DType()}
	if op == "Equal" || op == "NotEqual" {
		attrs["incompatible_shape_error"] = true
	}
	return e.Op(op, "", gr.Type{DType: gr.Bool}, attrs, x, y)
}

func (e Emitter) SelectV2(where, x, y gr.Output) gr.Output {
	typ := x.Type()
	if y.Shape() != nil && len(y.Shape()) > len(x.Shape()) {
		typ = y.Type()
	}
	return e.Op("SelectV2", "", typ, gr.Attrs{"T": x.DType()}, where, x, y)
}

// scalar is a constant in the element type of like.
func (e Emitter) Scalar(v float64, like gr.Output) gr.Output {
	if like.DType() == gr.Float || like.DType() == 0 {
		return e.Const("", gr.Tensor(nil, float32(v)))
	}
	c := e.Const("", gr.Tensor(nil, v))
	if c.DType() == like.DType() {
		return c
	}
	return e.Cast(c, like)
}

func (e Emitter) Cast(x, like gr.Output) gr.Output {
	return e.To(x, like.DType())
}

func (e Emitter) To(x gr.Output, t gr.DataType) gr.Output {
	return e.Op("Cast", "", gr.Type{DType: t, Shape: x.Shape()}, gr.Attrs{"SrcT": x.DType(), "DstT": t, "Truncate": false}, x)
}

func (e Emitter) Ints(values ...int32) gr.Output {
	return e.Const("", gr.Tensor(gr.Shape{int64(len(values))}, values...))
}

func (e Emitter) Int(v int32) gr.Output { return e.Const("", gr.Tensor(nil, v)) }

// shape is the shape of x as an int32 vector: a constant if it is static.
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

func (e Emitter) Reshape(x, shape gr.Output) gr.Output {
	return e.Op("Reshape", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tshape": shape.DType()}, x, shape)
}

// like reshapes x to the shape of y, and knows the result's type.
func (e Emitter) Like(x, y gr.Output) gr.Output {
	r := e.Reshape(x, e.Shape(y))
	r.Node.Types[0].Shape = y.Shape()
	return r
}

// reduce is Sum, Prod, Max ... over the axes.
func (e Emitter) Reduce(op string, x, axes gr.Output, keep bool) gr.Output {
	return e.Op(op, "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tidx": axes.DType(), "keep_dims": keep}, x, axes)
}

func (e Emitter) ExpandDims(x gr.Output, axis int32) gr.Output {
	return e.Op("ExpandDims", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tdim": gr.Int32}, x, e.Int(axis))
}

func (e Emitter) BroadcastTo(x, like gr.Output) gr.Output {
	shape := e.Shape(like)
	return e.Op("BroadcastTo", "", gr.Type{DType: x.DType(), Shape: like.Shape()},
		gr.Attrs{"T": x.DType(), "Tidx": shape.DType()}, x, shape)
}

func (e Emitter) Transpose(x, perm gr.Output) gr.Output {
	return e.Op("Transpose", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tperm": perm.DType()}, x, perm)
}

func (e Emitter) ZerosLike(x gr.Output) gr.Output { return e.Unary("ZerosLike", x) }

func (e Emitter) Slice(x, begin, size gr.Output) gr.Output {
	return e.Op("Slice", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Index": begin.DType()}, x, begin, size)
}

func (e Emitter) Concat(axis gr.Output, parts ...gr.Output) gr.Output {
	return e.Op("ConcatV2", "", gr.Type{DType: parts[0].DType()},
		gr.Attrs{"T": parts[0].DType(), "N": len(parts), "Tidx": axis.DType()}, append(parts, axis)...)
}

// matMul is the product x y of two matrices, or x y^T.
func (e Emitter) MatMul(x, y gr.Output, transposeY bool) gr.Output {
	return e.Op("MatMul", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "transpose_a": false, "transpose_b": transposeY}, x, y)
}
