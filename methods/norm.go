package methods

import gr "tfreeze/graphrewrite"

func biasAddRule(v *VJP) error {
	v.DX[0] = v.Dy()
	if v.needsGrad[1] {
		v.DX[1] = v.gradOp("BiasAddGrad", []string{"data_format"}, v.Dy())
	}
	return nil
}

// batchNormRule is for FusedBatchNorm at inference, where it is affine:
// dx = dy scale / sqrt(variance + epsilon), per channel.
func batchNormRule(v *VJP) error {
	if v.Node.InTraining() {
		return rowNormRule(v)
	}
	factor := v.normFactor()
	if v.channelsFirst() {
		factor = v.reshape(factor, v.ints(-1, 1, 1))
	}
	v.DX[0] = v.perChannel(v.mul(v.Dy(), factor), factor)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// norm says which batch normalisation a factor is of.
type norm struct {
	scale, variance gr.Output
	epsilon         float32
}

// normFactor is scale / sqrt(variance + epsilon), emitted once for all gradients
// if the fast rules are on: kernels that are scaled by it are kept.
func (v *VJP) normFactor() gr.Output {
	n := norm{v.In(1), v.In(4), v.Node.Float("epsilon", 1e-4)}
	if v.fast == nil {
		return n.factor(v.emit)
	}
	factor, ok := v.fast.factors[n]
	if !ok {
		factor = n.factor(v.emit)
		v.fast.factors[n] = factor
	}
	return factor
}

func (n norm) factor(e emit) gr.Output {
	epsilon := e.scalar(float64(n.epsilon), n.variance)
	factor := e.mul(n.scale, e.unary("Rsqrt", e.add(n.variance, epsilon)))
	factor.Node.Types[0].Shape = n.scale.Shape()
	return factor
}

func lrnRule(v *VJP) error {
	v.DX[0] = v.gradOp("LRNGrad", []string{"depth_radius", "bias", "alpha", "beta"}, v.Dy(), v.In(0), v.Out())
	return nil
}

// resizeRule is for ResizeBilinear and ResizeBicubic, which differ in name.
func resizeRule(gradOp string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.gradOp(gradOp, []string{"align_corners", "half_pixel_centers"}, v.Dy(), v.In(0))
		return nil
	}
}

func resizeNearestRule(v *VJP) error {
	size := v.slice(v.shape(v.In(0)), v.ints(1), v.ints(2))
	v.DX[0] = v.gradOp("ResizeNearestNeighborGrad", []string{"align_corners", "half_pixel_centers"}, v.Dy(), size)
	return nil
}

// blockRule is for DepthToSpace and SpaceToDepth.
func blockRule(inverse string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.gradOp(inverse, []string{"block_size", "data_format"}, v.Dy())
		return nil
	}
}

// batchBlockRule is for SpaceToBatchND and BatchToSpaceND, whose inverse names
// the type of its pads differently.
func batchBlockRule(inverse, pads string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.Op(inverse, "", gr.Type{DType: v.Dy().DType()}, gr.Attrs{
			"T": v.Dy().DType(), "Tblock_shape": v.In(1).DType(), pads: v.In(2).DType(),
		}, append([]gr.Output{v.Dy()}, v.Node.Inputs[1:]...)...)
		return nil
	}
}
