package autodiff

import gr "tfreeze/graphrewrite"

func biasAddRule(v *VJP) error {
	v.DX[0] = v.Dy()
	if v.needsGrad[1] {
		v.DX[1] = v.gradOp("BiasAddGrad", []string{"data_format"}, v.Dy())
	}
	return nil
}

// batchNormRule is the rule of FusedBatchNorm at inference, where it is affine: dx = dy
// scale / sqrt(variance + epsilon), per channel.
func batchNormRule(v *VJP) error {
	if v.Node.InTraining() {
		return rowNormRule(v)
	}
	v.BatchNorm(v.BatchNormFactor())
	return nil
}

// BatchNorm emits the gradient of a batch normalisation at inference with respect to
// its image: dy times the factor, [C]. The image of FusedBatchNormV3 may have fewer
// digits than its moments, in whose type the product is computed, as the op does.
func (v *VJP) BatchNorm(factor gr.Output) {
	if v.ChannelsFirst() {
		factor = v.Reshape(factor, v.Ints(-1, 1, 1))
	}
	v.DX[0] = v.InTypeOf(v.Mul(v.InTypeOf(v.Dy(), factor), factor), v.Dy())
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
}

// BatchNormFactor emits scale / sqrt(variance + epsilon), [C].
func (v *VJP) BatchNormFactor() gr.Output {
	scale, variance := v.In(1), v.In(4)
	epsilon := v.Scalar(float64(v.Node.Float("epsilon", 1e-4)), variance)
	factor := v.Mul(scale, v.Unary("Rsqrt", v.Add(variance, epsilon)))
	factor.Node.Types[0].Shape = scale.Shape()
	return factor
}

func lrnRule(v *VJP) error {
	v.DX[0] = v.gradOp("LRNGrad", []string{"depth_radius", "bias", "alpha", "beta"}, v.Dy(), v.In(0), v.Out())
	return nil
}

// resizeRule is the rule of ResizeBilinear and ResizeBicubic, whose gradient ops have
// different names. They resize images of any type to float32.
func resizeRule(gradOp string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.toImage(gradOp, "align_corners", "half_pixel_centers")
		return nil
	}
}

// toImage emits a gradient op that takes dy, float32, and the image, for its shape and
// type. An image of fewer digits is cast, because the op may have no kernel for it.
func (v *VJP) toImage(gradOp string, keep ...string) gr.Output {
	image := v.In(0)
	if t := image.DType(); t == gr.Half || t == gr.BFloat16 {
		image = v.To(image, gr.Float)
	}
	attrs := v.kept(gr.Attrs{"T": image.DType()}, keep...)
	dx := v.Op(gradOp, "", gr.Type{DType: image.DType()}, attrs, v.Dy(), image)
	return v.InTypeOf(dx, v.In(0))
}

func resizeNearestRule(v *VJP) error {
	size := v.Slice(v.Shape(v.In(0)), v.Ints(1), v.Ints(2))
	v.DX[0] = v.gradOp("ResizeNearestNeighborGrad", []string{"align_corners", "half_pixel_centers"}, v.Dy(), size)
	return nil
}

// blockRule is the rule of DepthToSpace and SpaceToDepth.
func blockRule(inverse string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.gradOp(inverse, []string{"block_size", "data_format"}, v.Dy())
		return nil
	}
}

// batchBlockRule is the rule of SpaceToBatchND and BatchToSpaceND. The inverse op has
// another name for the type of its pads.
func batchBlockRule(inverse, pads string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.Op(inverse, "", gr.Type{DType: v.Dy().DType()}, gr.Attrs{
			"T": v.Dy().DType(), "Tblock_shape": v.In(1).DType(), pads: v.In(2).DType(),
		}, append([]gr.Output{v.Dy()}, v.Node.Inputs[1:]...)...)
		return nil
	}
}

// batchBlockV1Rule is the rule of SpaceToBatch and BatchToSpace, whose blocks are square.
func batchBlockV1Rule(inverse, pads string) Rule {
	return func(v *VJP) error {
		attrs := v.kept(gr.Attrs{"T": v.Dy().DType(), pads: v.In(1).DType()}, "block_size")
		v.DX[0] = v.Op(inverse, "", gr.Type{DType: v.Dy().DType()}, attrs, v.Dy(), v.In(1))
		return nil
	}
}

// globalNormRule is the rule of BatchNormWithGlobalNormalization, of the first releases
// of TensorFlow: dx = dy gamma / sqrt(variance + epsilon), or without gamma.
func globalNormRule(v *VJP) error {
	variance := v.In(2)
	factor := v.Unary("Rsqrt", v.Add(variance, v.Scalar(float64(v.Node.Float("variance_epsilon", 0)), variance)))
	if v.Node.Bool("scale_after_normalization") {
		factor = v.Mul(factor, v.In(4))
	}
	v.DX[0] = v.Mul(v.Dy(), factor)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}
