package methods

var poolAttrs = []string{"ksize", "strides", "padding", "explicit_paddings", "data_format"}

// maxPoolRule: of equal maxima in a window the first in row-major order gets
// the gradient, as TensorFlow's MaxPoolGrad has it.
func maxPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("MaxPoolGrad", poolAttrs, v.In(0), v.Out(), v.Dy())
	return nil
}

func avgPoolRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPoolGrad", poolAttrs, v.shape(v.In(0)), v.Dy())
	return nil
}
