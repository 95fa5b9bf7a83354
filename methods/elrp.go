package methods

import gr "tfreeze/graphrewrite"

// elrp is layer-wise relevance propagation with the epsilon rule, x dx with
// du = dz z / (u + epsilon sign u) at each activation, where sign 0 is +1.
// Bach et al., "On Pixel-Wise Explanations for Non-Linear Classifier Decisions
// by Layer-Wise Relevance Propagation", 2015, eq. (58), in the gradient form of
// Ancona et al., "Towards Better Understanding of Gradient-Based Attribution
// Methods", 2018; as marcoancona/DeepExplain computes it.
var elrp = Method{
	Name: "elrp", Summary: "epsilon layer-wise relevance propagation", Paper: true, TimesInput: true,
	passes: func(z float32) bool { return z != 0 },
	emit: func(n *Net, s gr.Scope) (emission, error) {
		e := emit{s}
		epsilon := e.option("epsilon", e.scalar(DefaultEpsilon, n.Input), "Greater", e.scalar(0, n.Input), "epsilon must be more than 0")
		dx, err := n.gradient(s, everywhere(elrpRule(epsilon.value)))
		if err != nil {
			return emission{}, err
		}
		return emission{attribution: e.mul(n.Input, dx), inputs: map[string]gr.Output{"epsilon": epsilon.placeholder}}, nil
	},
}

func elrpRule(epsilon gr.Output) Rule {
	return func(v *VJP) error {
		u, z := v.In(0), v.Out()
		signed := v.selectV2(v.compare("GreaterEqual", u, v.scalar(0, u)), epsilon, v.neg(epsilon))
		v.DX[0] = v.div(v.mul(v.Dy(), z), v.add(u, signed))
		return nil
	}
}
