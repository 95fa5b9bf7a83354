package methods

import gr "tfreeze/graphrewrite"

// deepLIFT is DeepLIFT with the Rescale rule, (x - b) dx. At each activation
// z = f(u), with ur and zr the same tensors at the baseline b, on the same
// frozen network:
//
//	du = dz (z - zr) / (u - ur)   where |u - ur| > 1e-5
//	du = dz f'((u + ur) / 2)      elsewhere
//
// Shrikumar, Greenside, Kundaje, "Learning Important Features Through
// Propagating Activation Differences", 2017; as marcoancona/DeepExplain
// computes it, which leaves max-pooling to ordinary differentiation.
var deepLIFT = Method{
	Name: "deeplift", Summary: "DeepLIFT, Rescale rule", Paper: true, Baseline: true, TimesInput: true,
	passes: func(float32) bool { return true },
	emit: func(n *Net, s gr.Scope) (emission, error) {
		return n.deepLIFT(s, func(reference *gr.Copy) override { return everywhere(rescaleRule(reference)) })
	},
}

// deepLIFT emits (x - b) dx, by rules that are told of the network at the
// baseline, and the score there.
func (n *Net) deepLIFT(s gr.Scope, rules func(*gr.Copy) override) (emission, error) {
	e := emit{s}
	baseline := parameter(s, "baseline", e.scalar(0, n.Input))
	reference := e.broadcastTo(baseline, n.Input)
	c, err := n.at(s.Sub("reference"), reference)
	if err != nil {
		return emission{}, err
	}
	dx, err := n.gradient(s, rules(c))
	if err != nil {
		return emission{}, err
	}
	return emission{
		attribution: e.mul(e.sub(n.Input, baseline), dx),
		inputs:      map[string]gr.Output{"baseline": baseline},
		outputs:     map[string]gr.Output{BaselineScore: n.score(emit{s.Sub("baseline_score")}, c.Of(n.Logits))},
	}, nil
}

// smallDelta is the difference in the input of an activation below which
// DeepExplain takes the derivative in place of the quotient.
const smallDelta = 1e-5

func rescaleRule(reference *gr.Copy) Rule {
	return func(v *VJP) error {
		u, z, dz := v.In(0), v.Out(), v.Dy()
		ur, zr := reference.Of(u), reference.Of(z)
		du := v.sub(u, ur)
		middle := v.mul(v.scalar(0.5, u), v.add(u, ur))
		middle.Node.Types[0].Shape = u.Shape()
		slope, err := v.slopeAt(dz, middle)
		if err != nil {
			return err
		}
		v.DX[0] = v.selectV2(
			v.compare("Greater", v.unary("Abs", du), v.scalar(smallDelta, u)),
			v.div(v.mul(dz, v.sub(z, zr)), du), slope)
		return nil
	}
}
