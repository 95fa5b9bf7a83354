package autodiff

import gr "tfreeze/graphrewrite"

// product emits x y, or with x or y adjoint, for matrices in the last two dimensions.
func (v *VJP) product(x, y gr.Output, adjointX, adjointY bool) gr.Output {
	return v.Op("BatchMatMulV2", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "adj_x": adjointX, "adj_y": adjointY}, x, y)
}

// adjoint emits the transposes of the matrices in the last two dimensions of x.
func (v *VJP) adjoint(x gr.Output) gr.Output {
	rank := int32(len(x.Shape()))
	order := make([]int32, max(2, rank))
	for i := range order {
		order[i] = int32(i)
	}
	order[len(order)-2], order[len(order)-1] = order[len(order)-1], order[len(order)-2]
	return v.Transpose(x, v.Ints(order...))
}

// matrixInverseRule is dx = -y^T dy y^T, and -y dy^T y if y is the inverse of x^T.
func matrixInverseRule(v *VJP) error {
	y := v.Out()
	if v.Node.Bool("adjoint") {
		v.DX[0] = v.Neg(v.product(y, v.product(v.Dy(), y, true, false), false, false))
		return nil
	}
	v.DX[0] = v.Neg(v.product(y, v.product(v.Dy(), y, false, true), true, false))
	return nil
}

// inverseTransposed emits x^-T.
func (v *VJP) inverseTransposed(x gr.Output) gr.Output {
	return v.Op("MatrixInverse", "", x.Type(), gr.Attrs{"T": x.DType(), "adjoint": true}, x)
}

// broadcastMatrix emits numbers so that they broadcast over matrices.
func (v *VJP) broadcastMatrix(x gr.Output) gr.Output { return v.ExpandDims(v.ExpandDims(x, -1), -1) }

// determinantRule is dx = dy det(x) x^-T.
func determinantRule(v *VJP) error {
	v.DX[0] = v.Mul(v.broadcastMatrix(v.Mul(v.Dy(), v.Out())), v.inverseTransposed(v.In(0)))
	return nil
}

// logDeterminantRule is dx = dy x^-T for the logarithm, the second output. The first, the
// sign, is piecewise constant.
func logDeterminantRule(v *VJP) error {
	if len(v.DY) < 2 || !present(v.DY[1]) {
		v.Constant(0)
		return nil
	}
	v.DX[0] = v.Mul(v.broadcastMatrix(v.DY[1]), v.inverseTransposed(v.In(0)))
	return nil
}

// solveRule is the rule of MatrixSolve, a y = b, and of MatrixTriangularSolve: db solves
// a^T db = dy, and da = -db y^T. In a triangular matrix, the other triangle is not read.
func solveRule(v *VJP) error {
	a, adjoint := v.In(0), v.Node.Bool("adjoint")
	attrs := v.kept(gr.Attrs{"T": v.Dy().DType(), "adjoint": !adjoint}, "lower")
	db := v.Op(v.Node.Op, "", gr.Type{DType: v.Dy().DType()}, attrs, a, v.Dy())
	y := v.Out()
	if v.needsGrad[0] {
		da := v.Neg(v.product(db, y, false, true))
		if adjoint {
			da = v.Neg(v.product(y, db, false, true))
		}
		v.DX[0] = v.unbroadcastBatch(v.triangle(da), a, v.In(1))
	}
	if v.needsGrad[1] {
		v.DX[1] = v.unbroadcastBatch(db, v.In(1), a)
	}
	return nil
}

// triangle emits the triangle of x that a MatrixTriangularSolve reads.
func (v *VJP) triangle(x gr.Output) gr.Output {
	if v.Node.Op != "MatrixTriangularSolve" {
		return x
	}
	if a := v.Node.Attr["lower"]; a == nil || a.GetB() {
		return v.band(x, -1, 0)
	}
	return v.band(x, 0, -1)
}

// band emits x with zeros outside a band; -1 is all of a side.
func (v *VJP) band(x gr.Output, lower, upper int32) gr.Output {
	return v.Op("MatrixBandPart", "", gr.Type{DType: x.DType()}, gr.Attrs{"T": x.DType(), "Tindex": gr.Int32}, x, v.Int(lower), v.Int(upper))
}

// choleskyRule is the rule of x = y y^T with a lower triangle y: dx is the symmetric part
// of y^-T phi(y^T dy) y^-1, where phi takes the lower triangle and half of the diagonal
// (Murray, "Differentiation of the Cholesky decomposition", 2016).
func choleskyRule(v *VJP) error {
	y := v.Out()
	lower := v.band(v.product(y, v.Dy(), true, false), -1, 0)
	phi := v.Sub(lower, v.times(0.5, v.band(lower, 0, 0)))
	solve := func(x gr.Output) gr.Output {
		return v.Op("MatrixTriangularSolve", "", gr.Type{DType: x.DType(), Shape: y.Shape()},
			gr.Attrs{"T": x.DType(), "lower": true, "adjoint": true}, y, x)
	}
	// With s = y^-T phi, s y^-1 = (y^-T s^T)^T.
	half := solve(v.adjoint(as(solve(phi), y)))
	v.DX[0] = v.times(0.5, v.Add(v.adjoint(half), half))
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// as notes that x has the shape of y.
func as(x, y gr.Output) gr.Output {
	x.Node.Types[0].Shape = y.Shape()
	return x
}

// crossRule uses a . (b x c) = b . (c x a).
func crossRule(v *VJP) error {
	a, b := v.In(0), v.In(1)
	if v.needsGrad[0] {
		v.DX[0] = v.Binary("Cross", b, v.Dy())
	}
	if v.needsGrad[1] {
		v.DX[1] = v.Binary("Cross", v.Dy(), a)
	}
	return nil
}
