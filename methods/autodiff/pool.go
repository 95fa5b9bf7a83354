package autodiff

import gr "tfreeze/graphrewrite"

var poolAttrs = []string{"ksize", "strides", "padding", "explicit_paddings", "data_format"}

// MaxPoolGrad emits the gradient of a max-pool with the node's window with respect to
// its input x, given its output z and the gradient dz. If several elements of a window
// are maximal, the first in row-major order gets dz, as in TensorFlow. MaxPoolV2 takes
// window and strides as inputs.
func (v *VJP) MaxPoolGrad(x, z, dz gr.Output) gr.Output {
	if v.Node.Op == "MaxPoolV2" {
		return v.gradOp("MaxPoolGradV2", []string{"padding", "data_format"}, x, z, dz, v.In(1), v.In(2))
	}
	return v.gradOp("MaxPoolGrad", poolAttrs, x, z, dz)
}

func maxPoolRule(v *VJP) error {
	v.DX[0] = v.MaxPoolGrad(v.In(0), v.Out(), v.Dy())
	return nil
}

func avgPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPoolGrad", poolAttrs, v.Shape(v.In(0)), v.Dy())
	return nil
}
