package methods

var poolAttrs = []string{"ksize", "strides", "padding", "explicit_paddings", "data_format"}

// maxPoolRule: of equal maxima in a window the first in row-major order gets
// the gradient, as TensorFlow's MaxPoolGrad has it.
func maxPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("MaxPoolGrad", poolAttrs, v.In(0), v.Out(), v.Dy())
	return nil
}

// maxPoolV2Rule is for MaxPoolV2, which takes window and strides as inputs.
func maxPoolV2Rule(v *VJP) error {
	v.DX[0] = v.gradOp("MaxPoolGradV2", []string{"padding", "data_format"}, v.In(0), v.Out(), v.Dy(), v.In(1), v.In(2))
	return nil
}

func avgPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPoolGrad", poolAttrs, v.shape(v.In(0)), v.Dy())
	return nil
}
