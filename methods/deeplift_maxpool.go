package methods

import (
	"maps"

	gr "tfreeze/graphrewrite"
)

// deepLIFTMaxPool is deepLIFT with a rule of its own at each max-pool, under
// which the contributions of a window sum to the difference of its maximum. With
// z = maxpool(x), and xr, zr the same tensors at the baseline, a rise of the
// maximum is what its place at the input has done, and a fall what its place at
// the baseline has:
//
//	m  = max(z, zr)
//	dx = (MaxPoolGrad(x, z, dz (m - zr)) + MaxPoolGrad(xr, zr, dz (z - m))) / (x - xr)   where x != xr
//	dx = MaxPoolGrad(x, z, dz)                                                           elsewhere
//
// An element that does not differ is sent nothing: where it is the maximum at
// one of both points, the other maximum is no less. One that does is sent at
// most dz from each of its windows, since it differs by no less than the maximum.
//
// Shrikumar, Greenside, Kundaje, "Learning Important Features Through
// Propagating Activation Differences", 2017, sums to the difference (eq. 1);
// this rule for max-pools is that of slundberg/shap and pytorch/captum.
var deepLIFTMaxPool = Method{
	Name: "deeplift_maxpool", Summary: "DeepLIFT, Rescale rule, with a rule for max-pools", Baseline: true, TimesInput: true,
	passes: func(float32) bool { return true },
	emit: func(n *Net, s gr.Scope) (emission, error) {
		return n.deepLIFT(s, func(reference *gr.Copy) override {
			rescale := everywhere(rescaleRule(reference))
			return func(all []gr.Activation) *Own {
				own := rescale(all)
				maps.Copy(own.Ops, maxPoolRules(reference))
				return own
			}
		})
	},
}

func maxPoolRules(reference *gr.Copy) Rules {
	return Rules{
		"MaxPool":   maxDifferenceRule(reference, maxPoolGrad),
		"MaxPoolV2": maxDifferenceRule(reference, maxPoolGradV2),
	}
}

// maxDifferenceRule is the rule of a max-pool whose gradient is grad.
func maxDifferenceRule(reference *gr.Copy, grad maxPoolGradient) Rule {
	return func(v *VJP) error {
		x, z, dz := v.In(0), v.Out(), v.Dy()
		xr, zr := reference.Of(x), reference.Of(z)
		m := v.binary("Maximum", z, zr)
		rise := grad(v, x, z, v.mul(dz, v.sub(m, zr)))
		fall := grad(v, xr, zr, v.mul(dz, v.sub(z, m)))
		difference := v.sub(x, xr)
		v.DX[0] = v.selectV2(
			v.compare("Equal", difference, v.scalar(0, x)),
			grad(v, x, z, dz),
			v.div(v.add(rise, fall), difference))
		return nil
	}
}
