package autodiff

var conv3DAttrs = []string{"strides", "padding", "data_format", "dilations"}

// conv3DRule differentiates Conv3D with respect to its volume. The kernel is DHWIO.
func conv3DRule(v *VJP) error {
	v.DX[0] = v.gradOp("Conv3DBackpropInputV2", conv3DAttrs, v.Shape(v.In(0)), v.In(1), v.Dy())
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// transposedConv3DRule differentiates Conv3DBackpropInputV2, used as a layer, with
// respect to its input out_backprop.
func transposedConv3DRule(v *VJP) error {
	v.DX[2] = v.gradOp("Conv3D", conv3DAttrs, v.Dy(), v.In(1))
	return nil
}

func avgPool3DRule(v *VJP) error {
	v.DX[0] = v.gradOp("AvgPool3DGrad", poolAttrs, v.Shape(v.In(0)), v.Dy())
	return nil
}
