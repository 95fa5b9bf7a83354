package methods

import gr "tfreeze/graphrewrite"

var poolAttrs = []string{"ksize", "strides", "padding", "explicit_paddings", "data_format"}

// A maxPoolGradient emits what a max-pool with the node's window sends to its
// input x, given its output z and what arrives there. Of equal maxima in a window
// the first in row-major order gets it, as TensorFlow has it.
type maxPoolGradient func(v *VJP, x, z, dz gr.Output) gr.Output

func maxPoolGrad(v *VJP, x, z, dz gr.Output) gr.Output {
	return v.gradOp("MaxPoolGrad", poolAttrs, x, z, dz)
}

// maxPoolGradV2 is for MaxPoolV2, which takes window and strides as inputs.
func maxPoolGradV2(v *VJP, x, z, dz gr.Output) gr.Output {
	return v.gradOp("MaxPoolGradV2", []string{"padding", "data_format"}, x, z, dz, v.In(1), v.In(2))
}

func maxPoolRule(grad maxPoolGradient) Rule {
	return func(v *VJP) error {
		v.DX[0] = grad(v, v.In(0), v.Out(), v.Dy())
		return nil
	}
}

func avgPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPoolGrad", poolAttrs, v.shape(v.In(0)), v.Dy())
	return nil
}
