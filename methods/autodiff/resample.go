package autodiff

import gr "tfreeze/graphrewrite"

// scaleAndTranslateRule differentiates ScaleAndTranslate with respect to its images:
// tf.image.resize with antialiasing, or with a Lanczos, Gaussian or Mitchell kernel.
func scaleAndTranslateRule(v *VJP) error {
	image, scale, translation := v.In(0), v.In(2), v.In(3)
	if image.DType() != gr.Float {
		image = v.To(image, gr.Float) // the op has no other type
	}
	attrs := v.kept(gr.Attrs{"T": gr.Float}, "kernel_type", "antialias")
	v.DX[0] = v.InTypeOf(v.Op("ScaleAndTranslateGrad", "", gr.Type{DType: gr.Float}, attrs, v.Dy(), image, scale, translation), v.In(0))
	return nil
}

// cropAndResizeRule differentiates CropAndResize with respect to its images, and to its
// boxes, in which TensorFlow interpolates linearly whatever the method.
func cropAndResizeRule(v *VJP) error {
	image, boxes, of := v.In(0), v.In(1), v.In(2)
	if v.needsGrad[0] {
		attrs := v.kept(gr.Attrs{"T": image.DType()}, "method")
		v.DX[0] = v.Op("CropAndResizeGradImage", "", image.Type(), attrs, v.Dy(), boxes, of, v.Shape(image))
	}
	if v.needsGrad[1] {
		v.DX[1] = v.Op("CropAndResizeGradBoxes", "", boxes.Type(), gr.Attrs{"T": image.DType(), "method": "bilinear"}, v.Dy(), image, boxes, of)
	}
	return nil
}

// projectiveRule transforms dy back by the inverses of the transforms, as TensorFlow
// does. That is the gradient where a transform moves whole pixels, and near it where it
// moves parts of them.
func projectiveRule(v *VJP) error {
	size := v.Slice(v.Shape(v.In(0)), v.Ints(1), v.Ints(2))
	attrs := v.kept(gr.Attrs{"dtype": v.Dy().DType()}, "interpolation", "fill_mode")
	v.DX[0] = v.Op("ImageProjectiveTransformV2", "", v.In(0).Type(), attrs, v.Dy(), v.inverseTransforms(v.In(1)), size)
	return nil
}

// inverseTransforms inverts projective transforms [N,8], the first eight elements of
// matrices whose ninth is 1.
func (v *VJP) inverseTransforms(t gr.Output) gr.Output {
	rows := v.Slice(v.Shape(t), v.Ints(0), v.Ints(1))
	corner := v.Op("Fill", "", gr.Type{DType: t.DType()}, gr.Attrs{"T": t.DType(), "index_type": gr.Int32},
		v.Concat(v.Int(0), rows, v.Ints(1)), v.Scalar(1, t))
	matrices := v.Reshape(v.Concat(v.Int(1), t, corner), v.Ints(-1, 3, 3))
	inverse := v.Op("MatrixInverse", "", gr.Type{DType: t.DType()}, gr.Attrs{"T": t.DType(), "adjoint": false}, matrices)
	flat := v.Reshape(inverse, v.Ints(-1, 9))
	scaled := v.Div(flat, v.Slice(flat, v.Ints(0, 8), v.Ints(-1, 1)))
	return v.Slice(scaled, v.Ints(0, 0), v.Ints(-1, 8))
}
