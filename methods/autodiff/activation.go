package autodiff

import gr "tfreeze/graphrewrite"

// activationRule is ordinary differentiation of z = f(u): du = f'(u) dz.
func activationRule(v *VJP) error {
	v.DX[0] = v.slope(v.Dy(), v.In(0), v.Out())
	return nil
}

// SlopeAt emits dz f'(u) for the activation f, one op or a composite, at another
// point u than the network's.
func (v *VJP) SlopeAt(dz, u gr.Output) (gr.Output, error) {
	if v.activation == nil {
		return v.slope(dz, u, v.activate(u)), nil
	}
	c := gr.NewCopy(v.Scope.Sub("at"), map[gr.Output]gr.Output{v.activation.Input: u})
	if err := c.Add(v.activation.Output); err != nil {
		return gr.Output{}, err
	}
	return Gradient(v.Scope.Sub("slope"), c.Of(v.activation.Output), dz, u, nil)
}

// slope emits dz f'(u) for the node's activation f, given z = f(u).
func (v *VJP) slope(dz, u, z gr.Output) gr.Output {
	e := v.Emitter
	switch v.Node.Op {
	case "Relu":
		return e.Binary("ReluGrad", dz, z)
	case "Relu6":
		return e.Binary("Relu6Grad", dz, z)
	case "Elu":
		return e.Binary("EluGrad", dz, z)
	case "Selu":
		return e.Binary("SeluGrad", dz, z)
	case "Softplus":
		return e.Binary("SoftplusGrad", dz, u)
	case "Softsign":
		return e.Binary("SoftsignGrad", dz, u)
	case "Sigmoid":
		return e.Binary("SigmoidGrad", z, dz)
	case "Tanh":
		return e.Binary("TanhGrad", z, dz)
	}
	return v.gradOp("LeakyReluGrad", []string{"alpha"}, dz, u)
}

// activate emits f(u) for the node's activation f.
func (v *VJP) activate(u gr.Output) gr.Output {
	n := v.Emitter.Node(v.Node.Op, "", []gr.Type{u.Type()}, nil, u)
	n.Attr = v.Node.Attr
	return n.Out(0)
}
