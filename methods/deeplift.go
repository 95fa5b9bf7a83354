package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// deepLIFT is DeepLIFT with the Rescale rule, (x - b) dx. At each activation z = f(u),
// with ur and zr the same tensors of the same frozen network at the baseline b:
//
//	du = dz (z - zr) / (u - ur)   where |u - ur| > 1e-5
//	du = dz f'((u + ur) / 2)      elsewhere
//
// Shrikumar, Greenside, Kundaje, "Learning Important Features Through Propagating
// Activation Differences", 2017, as marcoancona/DeepExplain computes it: max-pooling is
// differentiated.
var deepLIFT = Method{
	Name: "deeplift", Summary: "DeepLIFT, Rescale rule", Paper: true, Exact: true, TimesInput: true, Options: []*Choice{Baseline.Choice},
	passes: func(float32) bool { return true },
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		return emitDeepLIFT(n, s, Baseline.Argument(a), func(reference *gr.Copy) autodiff.Override { return autodiff.Everywhere(rescaleRule(reference)) })
	},
}

// emitDeepLIFT emits (x - b) dx and the score at the baseline. The rules get the
// network at the baseline.
func emitDeepLIFT(n *serving.Net, s gr.Scope, baseline gr.Output, rules func(*gr.Copy) autodiff.Override) (serving.Emission, error) {
	e := autodiff.Emitter{Scope: s}
	reference := e.BroadcastTo(baseline, n.Input)
	c, err := n.At(s.Sub("reference"), reference)
	if err != nil {
		return serving.Emission{}, err
	}
	dx, err := n.Gradient(s, rules(c))
	if err != nil {
		return serving.Emission{}, err
	}
	return serving.Emission{
		Attribution: e.Mul(e.Sub(n.Input, baseline), dx),
		Outputs:     map[string]gr.Output{serving.BaselineScore: n.ScoreOf(autodiff.Emitter{Scope: s.Sub("baseline_score")}, c.Of(n.Logits))},
	}, nil
}

// smallDelta is the difference in an activation's input below which DeepExplain uses
// the derivative instead of the quotient.
const smallDelta = 1e-5

func rescaleRule(reference *gr.Copy) autodiff.Rule {
	return func(v *autodiff.VJP) error {
		u, z, dz := v.In(0), v.Out(), v.Dy()
		ur, zr := reference.Of(u), reference.Of(z)
		du := v.Sub(u, ur)
		middle := v.Mul(v.Scalar(0.5, u), v.Add(u, ur))
		middle.Node.Types[0].Shape = u.Shape()
		slope, err := v.SlopeAt(dz, middle)
		if err != nil {
			return err
		}
		v.DX[0] = v.SelectV2(
			v.Compare("Greater", v.Unary("Abs", du), v.Scalar(smallDelta, u)),
			v.Div(v.Mul(dz, v.Sub(z, zr)), du), slope)
		return nil
	}
}
