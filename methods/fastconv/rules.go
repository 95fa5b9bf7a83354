package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Rules are the fast rules. Each calls the base table's where no fast form pays.
func (f *Fast) Rules() autodiff.Rules {
	return autodiff.Rules{
		"Conv2D":                f.conv,
		"DepthwiseConv2dNative": f.depthwise,
		"FusedBatchNorm":        f.batchNorm,
		"FusedBatchNormV2":      f.batchNorm,
		"FusedBatchNormV3":      f.batchNorm,
		"Mul":                   f.mul,
		"SelectV2":              f.selects,
	}
}

// A conv is a convolution that may have a fast form.
type conv struct {
	*autodiff.VJP
	fast *Fast
	// scale is what the output's channels are multiplied by in the kernel, because
	// it was taken from dy; zero for nothing.
	scale gr.Output
}

// conv tries the fast forms, the best first.
func (f *Fast) conv(vjp *autodiff.VJP) error {
	v := &conv{VJP: vjp, fast: f}
	v.unscale()
	if v.fullyConnected() || v.pointwise() || v.winograd() || v.flippedConv() || v.subpixels() {
		return nil
	}
	return v.Conv(v.kernel())
}

func (f *Fast) depthwise(vjp *autodiff.VJP) error {
	v := &conv{VJP: vjp, fast: f}
	v.unscale()
	return v.Depthwise(v.kernel())
}
