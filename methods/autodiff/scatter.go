package autodiff

import gr "tfreeze/graphrewrite"

// gatherNd emits the elements, or slices, of x at the indices.
func (v *VJP) gatherNd(x, indices gr.Output) gr.Output {
	return v.Op("GatherNd", "", gr.Type{DType: x.DType()}, gr.Attrs{"Tparams": x.DType(), "Tindices": indices.DType()}, x, indices)
}

// scatterInto emits x with the updates put in, added or the like at the indices.
func (v *VJP) scatterInto(op string, x, indices, updates gr.Output) gr.Output {
	return v.Op(op, "", gr.Type{DType: x.DType(), Shape: x.Shape()}, gr.Attrs{"T": x.DType(), "Tindices": indices.DType()}, x, indices, updates)
}

func scatterNdRule(v *VJP) error {
	v.DX[1] = v.gatherNd(v.Dy(), v.In(0))
	return nil
}

// scatterAddRule is the rule of TensorScatterAdd and TensorScatterSub, and of
// ScatterNdNonAliasingAdd.
func scatterAddRule(v *VJP) error {
	v.DX[0] = v.Dy()
	if v.needsGrad[2] {
		v.DX[2] = v.gatherNd(v.Dy(), v.In(1))
		if v.Node.Op == "TensorScatterSub" {
			v.DX[2] = v.Neg(v.DX[2])
		}
	}
	return nil
}

// scatterUpdateRule is the rule of TensorScatterUpdate.
func scatterUpdateRule(v *VJP) error {
	if v.needsGrad[0] {
		v.DX[0] = v.scatterInto("TensorScatterUpdate", v.Dy(), v.In(1), v.ZerosLike(v.In(2)))
	}
	if v.needsGrad[2] {
		v.DX[2] = v.gatherNd(v.Dy(), v.In(1))
	}
	return nil
}

// scatterExtremeRule is the rule of TensorScatterMax and TensorScatterMin. An element of
// the tensor and updates that are equally extreme share the gradient equally, as in
// TensorFlow.
func scatterExtremeRule(v *VJP) error {
	x, indices, updates := v.In(0), v.In(1), v.In(2)
	won := v.cast(v.Compare("Equal", x, v.Out()), v.Dy())
	updated := v.cast(v.Compare("Equal", updates, v.gatherNd(v.Out(), indices)), v.Dy())
	each := v.Div(v.Dy(), v.scatterInto("TensorScatterAdd", won, indices, updated))
	v.DX[0] = v.Mul(each, won)
	if v.needsGrad[2] {
		v.DX[2] = v.Mul(v.gatherNd(each, indices), updated)
	}
	return nil
}

// stridedUpdateRule is the rule of TensorStridedSliceUpdate.
func stridedUpdateRule(v *VJP) error {
	attrs := gr.Attrs{"T": v.Dy().DType(), "Index": v.In(1).DType()}
	for _, mask := range []string{"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"} {
		attrs[mask] = int(v.Node.Int(mask, 0))
	}
	begin, end, strides, value := v.In(1), v.In(2), v.In(3), v.In(4)
	if v.needsGrad[0] {
		v.DX[0] = v.Op(v.Node.Op, "", v.In(0).Type(), attrs, v.Dy(), begin, end, strides, v.ZerosLike(value))
	}
	if v.needsGrad[4] {
		slice := v.Op("StridedSlice", "", gr.Type{DType: v.Dy().DType()}, attrs, v.Dy(), begin, end, strides)
		v.DX[4] = v.Like(slice, value)
	}
	return nil
}
