package methods

import gr "tfreeze/graphrewrite"

// guidedBackprop passes a gradient through an activation only where the
// activation and the gradient are both positive.
// Springenberg et al., "Striving for Simplicity: The All Convolutional Net",
// 2014; as PAIR-code/saliency computes it.
var guidedBackprop = Method{
	Name: "guided_backprop", Summary: "the gradient along positive paths", Paper: true,
	passes: func(z float32) bool { return z > 0 },
	emit: func(n *Net, s gr.Scope) (emission, error) {
		dx, err := n.gradient(s, atActivations(guidedRule))
		return emission{attribution: dx}, err
	},
}

// guidedRule: du = [dz > 0] [z > 0] dz.
func guidedRule(v *VJP) error {
	dz, z := v.Dy(), v.Out()
	zero := v.scalar(0, dz)
	v.DX[0] = v.selectV2(v.compare("Greater", dz, zero), v.binary("ReluGrad", dz, z), zero)
	return nil
}
