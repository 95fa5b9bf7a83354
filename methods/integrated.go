package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// integratedGradients is (x - b) times the mean of the gradient at the points
// b + alpha (x - b), alpha = k/steps. Its signature gives the term of one alpha;
// the mean over them is the attribution.
// Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", 2017,
// eq. (3).
var integratedGradients = Method{
	Name: "integrated_gradients", Summary: "the gradient along the way from a baseline", Paper: true,
	Samples: "grad", Baseline: true,
	emit: func(n *Net, s gr.Scope) (gr.Output, map[string]gr.Output, error) {
		e := emit{s}
		baseline := parameter(s, "baseline", e.scalar(0, n.Input))
		alpha := parameter(s, "alpha", e.scalar(1, n.Input))
		way := e.sub(n.Input, baseline)
		dx, err := n.gradientAt(s, e.add(baseline, e.mul(alpha, way)), nil)
		if err != nil {
			return dx, nil, err
		}
		return e.mul(way, dx), map[string]gr.Output{"baseline": baseline, "alpha": alpha}, nil
	},
}

// gradientAt emits the score's gradient at another point, in the input's shape.
func (n *Net) gradientAt(s gr.Scope, x gr.Output, rules override) (gr.Output, error) {
	x.Node.Types[0] = n.Input.Type()
	c, err := n.at(s.Sub("point"), x)
	if err != nil {
		return gr.Output{}, err
	}
	moved := slices.Clone(n.activations)
	for i, a := range moved {
		moved[i].Input, moved[i].Output = c.Of(a.Input), c.Of(a.Output)
	}
	return n.walk(s, c.Of(n.Logits), x, rules, moved)
}
