package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
)

// grad is the gradient of the score: dF/dx.
// Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013.
var grad = Method{
	Name: "grad", Summary: "the gradient of the score", Paper: true, Local: true,
	emit: func(n *serving.Net, _ gr.Scope, _ serving.Arguments) (serving.Emission, error) {
		dx, err := n.Derivative()
		return serving.Emission{Attribution: dx}, err
	},
}
