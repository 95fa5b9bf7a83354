package methods

import gr "tfreeze/graphrewrite"

// grad is the gradient of the score: dF/dx.
// Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013.
var grad = Method{
	Name: "grad", Summary: "the gradient of the score", Paper: true,
	emit: func(n *Net, _ gr.Scope) (emission, error) {
		dx, err := n.ordinary()
		return emission{attribution: dx}, err
	},
}

// gradTimesInput is x dF/dx.
// Shrikumar et al., "Not Just a Black Box", 2016.
var gradTimesInput = Method{
	Name: "grad_x_input", Summary: "the gradient times the input", TimesInput: true,
	emit: func(n *Net, s gr.Scope) (emission, error) {
		dx, err := n.ordinary()
		if err != nil {
			return emission{attribution: dx}, err
		}
		return emission{attribution: emit{s}.mul(n.Input, dx)}, nil
	},
}

// saliency is |dF/dx|.
// Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013.
var saliency = Method{
	Name: "saliency", Summary: "the gradient's absolute value",
	emit: func(n *Net, s gr.Scope) (emission, error) {
		dx, err := n.ordinary()
		if err != nil {
			return emission{attribution: dx}, err
		}
		return emission{attribution: emit{s}.unary("Abs", dx)}, nil
	},
}
