package methods

import (
	"fmt"
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// elrp is layer-wise relevance propagation with the epsilon rule: x dx, with du = dz z
// / (u + epsilon sign u) at each activation, where sign 0 is +1. Bach et al., "On
// Pixel-Wise Explanations for Non-Linear Classifier Decisions by Layer-Wise Relevance
// Propagation", 2015, eq. (58), in the gradient form of Ancona et al., "Towards Better
// Understanding of Gradient-Based Attribution Methods", 2018, as
// marcoancona/DeepExplain computes it.
var elrp = Method{
	Name: "elrp", Summary: "epsilon layer-wise relevance propagation", Paper: true, TimesInput: true,
	Options: []*Choice{Epsilon.Choice},
	passes:  func(z float32) bool { return z != 0 },
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		arrived := map[gr.Output]gr.Output{}
		dx, err := n.Gradient(s, func(all []gr.Activation) *autodiff.Own {
			own := autodiff.Everywhere(elrpRule(Epsilon.Argument(a)))(all)
			own.Arrives = func(o, gradient gr.Output) { arrived[o] = gradient }
			return own
		})
		if err != nil {
			return serving.Emission{}, err
		}
		// The relevance of a unit is its output times what arrives there, as that of x is x dx.
		e := autodiff.Emitter{Scope: s}
		return serving.Emission{
			Attribution: e.Mul(n.Input, dx),
			Outputs:     map[string]gr.Output{serving.FrozenRelevance: n.FrozenOf(s.Sub(serving.FrozenRelevance), arrived, e.Mul)},
		}, nil
	},
}

// Epsilon keeps the quotient of elrp from dividing by 0.
var Epsilon = newOption(1e-4, Choice{
	Name: "epsilon", Usage: "eps-LRP: `EPSILON`", Meaning: "keeps relevance from being divided by 0",
	Served: &serving.Parameter{Text: "epsilon must be more than 0", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
}, func(epsilon float64, _ Values) error {
	if !(epsilon > 0) || math.IsInf(epsilon, 0) {
		return fmt.Errorf("epsilon %v is not a positive number", epsilon)
	}
	return nil
})

func elrpRule(epsilon gr.Output) autodiff.Rule {
	return func(v *autodiff.VJP) error {
		u, z := v.In(0), v.Out()
		v.DX[0] = v.Div(v.Mul(v.Dy(), z), stabilized(v.Emitter, u, epsilon))
		return nil
	}
}
