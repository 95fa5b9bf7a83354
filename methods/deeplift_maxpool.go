package methods

import (
	"maps"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// deepLIFTMaxPool is deepLIFT with a rule of its own at each max-pool, by which the
// contributions of a window sum to the difference of its maximum. Let z = maxpool(x),
// and xr, zr the same tensors at the baseline. A rise of the maximum is attributed to
// its place at the input, and a fall to its place at the baseline:
//
//	m  = max(z, zr)
//	dx = (MaxPoolGrad(x, z, dz (m - zr)) + MaxPoolGrad(xr, zr, dz (z - m))) / (x - xr)   where x != xr
//	dx = MaxPoolGrad(x, z, dz)                                                           elsewhere
//
// An element that does not differ would get 0 in the first form: where it is the
// maximum at one of the two points, the maximum at the other is at least as large. An
// element that differs gets at most dz from each of its windows, since it differs at
// least as much as the maximum.
//
// Shrikumar, Greenside, Kundaje, "Learning Important Features Through Propagating
// Activation Differences", 2017, sums to the difference (eq. 1). The rule for max-pools
// is the one of slundberg/shap and pytorch/captum.
var deepLIFTMaxPool = Method{
	Name: "deeplift_maxpool", Summary: "DeepLIFT, Rescale rule, with a rule for max-pools", TimesInput: true, Options: []*Choice{Baseline.Choice},
	Exact: true, Through: maxPools,
	passes: func(float32) bool { return true },
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		return emitDeepLIFT(n, s, Baseline.Argument(a), func(reference *gr.Copy) autodiff.Override {
			rescale := autodiff.Everywhere(rescaleRule(reference))
			return func(all []gr.Activation) *autodiff.Own {
				own := rescale(all)
				maps.Copy(own.Ops, maxPoolRules(reference))
				return own
			}
		})
	},
}

var maxPools = []string{"MaxPool", "MaxPool3D", "MaxPoolV2", "MaxPoolWithArgmax"}

func maxPoolRules(reference *gr.Copy) autodiff.Rules {
	rules := autodiff.Rules{}
	for _, op := range maxPools {
		rules[op] = maxDifferenceRule(reference)
	}
	return rules
}

func maxDifferenceRule(reference *gr.Copy) autodiff.Rule {
	return func(v *autodiff.VJP) error {
		x, z, dz := v.In(0), v.Out(), v.Dy()
		xr, zr := reference.Of(x), reference.Of(z)
		m := v.Binary("Maximum", z, zr)
		rise := v.MaxPoolGrad(x, z, v.Mul(dz, v.Sub(m, zr)))
		fall := v.MaxPoolGrad(xr, zr, v.Mul(dz, v.Sub(z, m)))
		difference := v.Sub(x, xr)
		v.DX[0] = v.SelectV2(
			v.Compare("Equal", difference, v.Scalar(0, x)),
			v.MaxPoolGrad(x, z, dz),
			v.Div(v.Add(rise, fall), difference))
		return nil
	}
}
