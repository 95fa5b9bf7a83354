package autodiff

import gr "tfreeze/graphrewrite"

// sliceRule pads dy with zeros to the shape of x.
func sliceRule(v *VJP) error {
	x, begin := v.In(0), v.castInt(v.In(1))
	after := v.Sub(v.Sub(v.Shape(x), begin), v.Shape(v.Out()))
	pads := v.Op("Pack", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "N": 2, "axis": 1}, begin, after)
	v.DX[0] = v.Op("Pad", "", x.Type(), gr.Attrs{"T": v.Dy().DType(), "Tpaddings": gr.Int32}, v.Dy(), pads)
	return nil
}

func (v *VJP) castInt(x gr.Output) gr.Output {
	if x.DType() == gr.Int32 {
		return x
	}
	return v.Op("Cast", "", gr.Type{DType: gr.Int32, Shape: x.Shape()},
		gr.Attrs{"SrcT": x.DType(), "DstT": gr.Int32, "Truncate": false}, x)
}

func stridedSliceRule(v *VJP) error {
	attrs := gr.Attrs{"T": v.Dy().DType(), "Index": v.In(1).DType()}
	for _, mask := range []string{"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"} {
		attrs[mask] = int(v.Node.Int(mask, 0))
	}
	shape := v.Shape(v.In(0))
	if v.In(1).DType() != gr.Int32 {
		shape = v.cast(shape, v.In(1))
	}
	v.DX[0] = v.Op("StridedSliceGrad", "", v.In(0).Type(), attrs, shape, v.In(1), v.In(2), v.In(3), v.Dy())
	return nil
}

// padRule is the rule of Pad and PadV2: dx is the middle of dy.
func padRule(v *VJP) error {
	pads := v.castInt(v.In(1))
	before := v.Reshape(v.Slice(pads, v.Ints(0, 0), v.Ints(-1, 1)), v.Ints(-1))
	v.DX[0] = v.Slice(v.Dy(), before, v.Shape(v.In(0)))
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

func mirrorPadRule(v *VJP) error {
	v.DX[0] = v.gradOp("MirrorPadGrad", []string{"Tpaddings", "mode"}, v.Dy(), v.In(1))
	return nil
}
