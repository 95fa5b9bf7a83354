package autodiff

import (
	gr "tfreeze/graphrewrite"
)

var poolAttrs = []string{"ksize", "strides", "padding", "explicit_paddings", "data_format"}

// MaxPoolGrad emits the gradient of a max-pool with the node's window with respect to
// its input x, given its output z and the gradient dz. If several elements of a window
// are maximal, the first in row-major order gets dz, as in TensorFlow. MaxPoolV2 takes
// window and strides as inputs.
func (v *VJP) MaxPoolGrad(x, z, dz gr.Output) gr.Output {
	switch v.Node.Op {
	case "MaxPoolV2":
		return v.gradOp("MaxPoolGradV2", []string{"padding", "data_format"}, x, z, dz, v.In(1), v.In(2))
	case "MaxPool3D":
		attrs := v.kept(gr.Attrs{"T": dz.DType(), "TInput": x.DType()}, poolAttrs...)
		return v.Op("MaxPool3DGrad", "", gr.Type{DType: dz.DType()}, attrs, x, z, dz)
	}
	return v.gradOp("MaxPoolGrad", poolAttrs, x, z, dz)
}

// maxPoolRule is the rule of the max-pools. MaxPoolWithArgmax has the places of the
// maxima as its second output, through which no gradient flows.
func maxPoolRule(v *VJP) error {
	v.DX[0] = v.MaxPoolGrad(v.In(0), v.Out(), v.Dy())
	return nil
}

func avgPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPoolGrad", poolAttrs, v.Shape(v.In(0)), v.Dy())
	return nil
}

// fractionalMaxPoolRule and fractionalAvgPoolRule read where the windows begin: outputs
// 1 and 2 of the op.
func fractionalMaxPoolRule(v *VJP) error {
	if len(v.Node.Types) < 3 {
		return errOutputs
	}
	v.DX[0] = v.gradOp("FractionalMaxPoolGrad", []string{"overlapping"}, v.In(0), v.Out(), v.Dy(), v.Node.Out(1), v.Node.Out(2))
	return nil
}

func fractionalAvgPoolRule(v *VJP) error {
	if len(v.Node.Types) < 3 {
		return errOutputs
	}
	shape := v.cast(v.Shape(v.In(0)), v.Node.Out(1))
	v.DX[0] = v.gradOp("FractionalAvgPoolGrad", []string{"overlapping"}, shape, v.Dy(), v.Node.Out(1), v.Node.Out(2))
	return nil
}
