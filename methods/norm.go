package methods

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

func biasAddRule(v *VJP) error {
	v.DX[0] = v.Dy()
	if v.wanted[1] {
		v.DX[1] = v.gradOp("BiasAddGrad", []string{"data_format"}, v.Dy())
	}
	return nil
}

// batchNormRule is for FusedBatchNorm at inference, where it is affine:
// dx = dy scale / sqrt(variance + epsilon), per channel.
func batchNormRule(v *VJP) error {
	if a := v.Node.Attr["is_training"]; a == nil || a.GetB() {
		return errors.New("the batch normalisation is in training mode, and so depends on the whole batch")
	}
	scale, variance := v.In(1), v.In(4)
	epsilon := v.scalar(float64(v.Node.Float("epsilon", 1e-4)), variance)
	factor := v.mul(scale, v.unary("Rsqrt", v.add(variance, epsilon)))
	if v.channelsFirst() {
		factor = v.reshape(factor, v.ints(-1, 1, 1))
	}
	v.DX[0] = v.mul(v.Dy(), factor)
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
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

// batchBlockRule is for SpaceToBatchND and BatchToSpaceND.
func batchBlockRule(inverse, padsOf, padsTo string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.Op(inverse, "", gr.Type{DType: v.Dy().DType()}, gr.Attrs{
			"T": v.Dy().DType(), "Tblock_shape": v.Node.DType("Tblock_shape"), padsTo: v.Node.DType(padsOf),
		}, append([]gr.Output{v.Dy()}, v.Node.Inputs[1:]...)...)
		return nil
	}
}
