package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// guidedBackprop passes a gradient through an activation only where both are positive.
// Springenberg et al., "Striving for Simplicity: The All Convolutional Net", 2014, as
// PAIR-code/saliency computes it.
var guidedBackprop = Method{
	Name: "guided_backprop", Summary: "the gradient along positive paths", Paper: true, Local: true,
	passes: func(z float32) bool { return z > 0 },
	emit: func(n *serving.Net, s gr.Scope, _ serving.Arguments) (serving.Emission, error) {
		dx, err := n.Gradient(s, autodiff.AtActivations(guidedRule))
		return serving.Emission{Attribution: dx}, err
	},
}

// guidedRule is du = dz where dz > 0 and z > 0, else 0. It selects instead of
// multiplying by 0, because an infinity times 0 is not 0.
func guidedRule(v *autodiff.VJP) error {
	dz, z := v.Dy(), v.Out()
	zero := v.Scalar(0, dz)
	both := v.Op("LogicalAnd", "", gr.Type{DType: gr.Bool}, nil, v.Compare("Greater", dz, zero), v.Compare("Greater", z, v.Scalar(0, z)))
	v.DX[0] = v.SelectV2(both, dz, zero)
	return nil
}
