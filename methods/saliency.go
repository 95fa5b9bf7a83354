package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// saliency is |dF/dx|.
// Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013.
var saliency = Method{
	Name: "saliency", Summary: "the gradient's absolute value", Local: true,
	emit: func(n *serving.Net, s gr.Scope, _ serving.Arguments) (serving.Emission, error) {
		dx, err := n.Derivative()
		if err != nil {
			return serving.Emission{Attribution: dx}, err
		}
		return serving.Emission{Attribution: autodiff.Emitter{Scope: s}.Unary("Abs", dx)}, nil
	},
}
