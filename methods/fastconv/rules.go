package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Rules returns the fast rules. Each falls back on the table's rule where no fast form
// pays, and where the network does not compute in float32.
func (f *Fast) Rules() autodiff.Rules {
	rules := autodiff.Rules{
		"Conv2D":                f.conv,
		"DepthwiseConv2dNative": f.depthwise,
		"FusedBatchNorm":        f.batchNorm,
		"FusedBatchNormV2":      f.batchNorm,
		"FusedBatchNormV3":      f.batchNorm,
		"Mul":                   f.mul,
		"SelectV2":              f.selects,
	}
	for op, rule := range rules {
		rules[op] = single(rule)
	}
	return rules
}

// single applies a rule where the gradient is float32, or of an unknown type.
func single(rule autodiff.Rule) autodiff.Rule {
	return func(v *autodiff.VJP) error {
		if t := v.Dy().DType(); t != gr.Float && t != 0 {
			return v.Base()
		}
		return rule(v)
	}
}

// A conv is a convolution that may have a fast form.
type conv struct {
	*autodiff.VJP
	fast *Fast
	// scale multiplies the output channels of the kernel, because it was taken from dy.
	// It is zero if there is none.
	scale gr.Output
}

// conv tries the fast forms, the best one first.
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
