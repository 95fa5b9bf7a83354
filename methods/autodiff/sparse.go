package autodiff

import gr "tfreeze/graphrewrite"

// sparseDenseMatMulRule is the rule of SparseTensorDenseMatMul, y = A B with a sparse A,
// either of them transposed or not.
func sparseDenseMatMulRule(v *VJP) error {
	adjointB := v.Node.Bool("adjoint_b")
	if v.needsGrad[3] {
		db := v.sparseProduct(v.Dy(), !v.Node.Bool("adjoint_a"))
		if adjointB {
			db = v.Transpose(db, v.Ints(1, 0))
		}
		v.DX[3] = db
	}
	if v.needsGrad[1] {
		b := v.In(3)
		if adjointB {
			b = v.Transpose(b, v.Ints(1, 0))
		}
		v.DX[1] = v.sparseValues(v.Dy(), b, v.Node.Bool("adjoint_a"))
	}
	return nil
}

// sparseProduct emits A x or A^T x.
func (v *VJP) sparseProduct(x gr.Output, adjoint bool) gr.Output {
	attrs := gr.Attrs{"T": x.DType(), "Tindices": v.In(0).DType(), "adjoint_a": adjoint, "adjoint_b": false}
	return v.Op("SparseTensorDenseMatMul", "", gr.Type{DType: x.DType()}, attrs, v.In(0), v.In(1), v.In(2), x)
}

// sparseValues emits dy B^T at the places of the values of A.
func (v *VJP) sparseValues(dy, b gr.Output, adjoint bool) gr.Output {
	row, column := int32(0), int32(1)
	if adjoint {
		row, column = 1, 0
	}
	at := func(x gr.Output, column int32) gr.Output {
		indices := v.Reshape(v.Slice(v.In(0), v.Ints(0, column), v.Ints(-1, 1)), v.Ints(-1))
		indices.Node.Types[0].DType = v.In(0).DType()
		return v.Op("GatherV2", "", gr.Type{DType: x.DType()},
			gr.Attrs{"Tparams": x.DType(), "Tindices": v.In(0).DType(), "Taxis": gr.Int32, "batch_dims": 0}, x, indices, v.Int(0))
	}
	return v.Reduce("Sum", v.Mul(at(dy, row), at(b, column)), v.Ints(1), false)
}

// sparseToDenseRule is the rule of SparseToDense: values at their places, and a default
// elsewhere.
func sparseToDenseRule(v *VJP) error {
	values := v.gatherNd(v.Dy(), v.In(0))
	v.DX[2] = v.Like(values, v.In(2))
	if v.needsGrad[3] {
		all := func(x gr.Output) gr.Output { return v.Reduce("Sum", v.Reshape(x, v.Ints(-1)), v.Ints(0), false) }
		v.DX[3] = v.Sub(all(v.Dy()), all(values))
	}
	return nil
}

// sparseMatMulRule is the rule of SparseMatMul, a MatMul of dense tensors with zeros in
// them; the product is float32.
func sparseMatMulRule(v *VJP) error {
	ta, tb := v.Node.Bool("transpose_a"), v.Node.Bool("transpose_b")
	a, b, dy := v.InTypeOf(v.In(0), v.Dy()), v.InTypeOf(v.In(1), v.Dy()), v.Dy()
	product := func(x, y gr.Output, tx, ty bool) gr.Output {
		return v.Op("MatMul", "", gr.Type{DType: dy.DType()}, gr.Attrs{"T": dy.DType(), "transpose_a": tx, "transpose_b": ty}, x, y)
	}
	if v.needsGrad[0] {
		da := func() gr.Output { return product(dy, b, false, !tb) }
		if ta {
			da = func() gr.Output { return product(b, dy, tb, true) }
		}
		v.DX[0] = v.InTypeOf(da(), v.In(0))
	}
	if v.needsGrad[1] {
		db := func() gr.Output { return product(a, dy, !ta, false) }
		if tb {
			db = func() gr.Output { return product(dy, a, true, ta) }
		}
		v.DX[1] = v.InTypeOf(db(), v.In(1))
	}
	return nil
}
