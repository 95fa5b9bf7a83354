package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// elrp is layer-wise relevance propagation with the epsilon rule, x dx with
// du = dz z / (u + epsilon sign u) at each activation, where sign 0 is +1.
// Bach et al., "On Pixel-Wise Explanations for Non-Linear Classifier Decisions
// by Layer-Wise Relevance Propagation", 2015, eq. (58), in the gradient form of
// Ancona et al., "Towards Better Understanding of Gradient-Based Attribution
// Methods", 2018; as marcoancona/DeepExplain computes it.
var elrp = Method{
	Name: "elrp", Summary: "epsilon layer-wise relevance propagation", Paper: true, TimesInput: true,
	passes: func(z float32) bool { return z != 0 },
	emit: func(n *serving.Net, s gr.Scope) (serving.Emission, error) {
		e := autodiff.Emitter{Scope: s}
		epsilon := serving.NewOption(e, "epsilon", e.Scalar(DefaultEpsilon, n.Input), "Greater", e.Scalar(0, n.Input), "epsilon must be more than 0")
		dx, err := n.Gradient(s, autodiff.Everywhere(elrpRule(epsilon.Value)))
		if err != nil {
			return serving.Emission{}, err
		}
		return serving.Emission{Attribution: e.Mul(n.Input, dx), Inputs: map[string]gr.Output{"epsilon": epsilon.Placeholder}}, nil
	},
}

func elrpRule(epsilon gr.Output) autodiff.Rule {
	return func(v *autodiff.VJP) error {
		u, z := v.In(0), v.Out()
		signed := v.SelectV2(v.Compare("GreaterEqual", u, v.Scalar(0, u)), epsilon, v.Neg(epsilon))
		v.DX[0] = v.Div(v.Mul(v.Dy(), z), v.Add(u, signed))
		return nil
	}
}
