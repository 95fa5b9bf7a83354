package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// gradTimesInput is x dF/dx.
// Shrikumar et al., "Not Just a Black Box", 2016.
var gradTimesInput = Method{
	Name: "grad_x_input", Summary: "the gradient times the input", TimesInput: true,
	emit: func(n *serving.Net, s gr.Scope, _ serving.Arguments) (serving.Emission, error) {
		dx, err := n.Derivative()
		if err != nil {
			return serving.Emission{Attribution: dx}, err
		}
		return serving.Emission{Attribution: autodiff.Emitter{Scope: s}.Mul(n.Input, dx)}, nil
	},
}
