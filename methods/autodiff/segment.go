package autodiff

import gr "tfreeze/graphrewrite"

// rows emits, for each entry of ids, the row of x that it numbers, or zeros if it is
// negative: UnsortedSegment ops leave such rows out.
func (v *VJP) rows(x, ids gr.Output) gr.Output {
	zero := v.ZerosLike(ids)
	rows := v.Op("GatherV2", "", gr.Type{DType: x.DType()},
		gr.Attrs{"Tparams": x.DType(), "Tindices": ids.DType(), "Taxis": gr.Int32, "batch_dims": 0}, x, v.Binary("Maximum", ids, zero), v.Int(0))
	if !v.unsorted() {
		return rows
	}
	counts := v.cast(v.Compare("GreaterEqual", ids, zero), x)
	return v.Mul(rows, v.alongRows(counts, ids, rows))
}

// unsorted reports whether the node's segments are in any order, and their number is an
// input.
func (v *VJP) unsorted() bool { return len(v.Node.Inputs) > 2 }

// alongRows emits a number for each of the ids so that it broadcasts along the rows.
func (v *VJP) alongRows(each, ids, rows gr.Output) gr.Output {
	rank := func(x gr.Output) gr.Output { return v.Unary("Size", v.Shape(x)) }
	ones := v.Op("Fill", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "index_type": gr.Int32},
		v.Reshape(v.Sub(rank(rows), rank(ids)), v.Ints(1)), v.Int(1))
	return v.Reshape(each, v.Concat(v.Int(0), v.Shape(ids), ones))
}

// bySegment emits a segment op of the node's form of other data.
func (v *VJP) bySegment(op string, data gr.Output) gr.Output {
	attrs := gr.Attrs{"T": data.DType(), "Tindices": v.In(1).DType()}
	inputs := append([]gr.Output{data}, v.Node.Inputs[1:]...)
	if v.unsorted() {
		op, attrs["Tnumsegments"] = "Unsorted"+op, v.In(2).DType()
	}
	return v.Op(op, "", gr.Type{DType: data.DType()}, attrs, inputs...)
}

func segmentSumRule(v *VJP) error {
	v.DX[0] = v.rows(v.Dy(), v.In(1))
	return nil
}

func segmentMeanRule(v *VJP) error {
	ones := v.Unary("OnesLike", v.In(0))
	v.DX[0] = v.rows(v.Div(v.Dy(), v.bySegment("SegmentSum", ones)), v.In(1))
	return nil
}

// segmentExtremeRule is the rule of maxima and minima. Equal extremes share the gradient
// equally, as in TensorFlow.
func segmentExtremeRule(v *VJP) error {
	won := v.cast(v.Compare("Equal", v.In(0), v.rows(v.Out(), v.In(1))), v.Dy())
	number := v.bySegment("SegmentSum", won)
	v.DX[0] = v.Mul(won, v.rows(v.Binary("DivNoNan", v.Dy(), number), v.In(1)))
	return nil
}

// segmentProdRule divides the product of a segment by each element. In a segment with one
// zero, only that has a gradient, the product of the others; with several, none has.
func segmentProdRule(v *VJP) error {
	x, ids := v.In(0), v.In(1)
	isZero := v.Compare("Equal", x, v.Scalar(0, x))
	zeros := v.bySegment("SegmentSum", v.cast(isZero, v.Dy()))
	filled := v.SelectV2(isZero, v.Unary("OnesLike", x), x)
	product := v.rows(v.Mul(v.Dy(), v.bySegment("SegmentProd", filled)), ids)
	// The other elements have this many zeros.
	others := v.Sub(v.rows(zeros, ids), v.cast(isZero, v.Dy()))
	slope := v.Div(product, filled)
	v.DX[0] = v.SelectV2(v.Compare("Greater", others, v.Scalar(0, x)), v.ZerosLike(slope), slope)
	return nil
}

// sparseSegmentRule is the rule of SparseSegmentSum, Mean and SqrtN, sums of rows of x
// that indices choose. gradOp gives the gradient of x.
func sparseSegmentRule(gradOp string) Rule {
	return func(v *VJP) error {
		size := v.entry(v.Shape(v.In(0)), 0)
		v.DX[0] = v.Op(gradOp, "", v.In(0).Type(),
			gr.Attrs{"T": v.Dy().DType(), "Tidx": v.In(1).DType(), "Tsegmentids": v.In(2).DType()}, v.Dy(), v.In(1), v.In(2), size)
		return nil
	}
}
