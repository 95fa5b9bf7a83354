package autodiff

import gr "tfreeze/graphrewrite"

// A slope emits dz f'(u) of an activation z = f(u).
type slope func(v *VJP, dz, u, z gr.Output) gr.Output

// activationRule differentiates z = f(u): du = f'(u) dz.
func activationRule(s slope) Rule {
	return func(v *VJP) error {
		v.DX[0] = s(v, v.Dy(), v.In(0), v.Out())
		return nil
	}
}

// byInput, byOutput and byOutputFirst call a gradient op of TensorFlow with dz and u,
// with dz and z, and with z and dz.
func byInput(op string) slope {
	return func(v *VJP, dz, u, _ gr.Output) gr.Output { return v.Binary(op, dz, u) }
}

func byOutput(op string) slope {
	return func(v *VJP, dz, _, z gr.Output) gr.Output { return v.Binary(op, dz, z) }
}

func byOutputFirst(op string) slope {
	return func(v *VJP, dz, _, z gr.Output) gr.Output { return v.Binary(op, z, dz) }
}

func leakySlope(v *VJP, dz, u, _ gr.Output) gr.Output {
	return v.gradOp("LeakyReluGrad", []string{"alpha"}, dz, u)
}

// SlopeAt emits dz f'(u) for the node's activation f, an op or a composite, at another
// point u than the network's.
func (v *VJP) SlopeAt(dz, u gr.Output) (gr.Output, error) {
	if v.activation == nil {
		return Of(v.Node.Op).slope(v, dz, u, v.activate(u)), nil
	}
	c := gr.NewCopy(v.Scope.Sub("at"), map[gr.Output]gr.Output{v.activation.Input: u})
	if err := c.Add(v.activation.Output); err != nil {
		return gr.Output{}, err
	}
	return Gradient(v.Scope.Sub("slope"), c.Of(v.activation.Output), dz, u, nil)
}

// activate emits f(u) for the node's activation f.
func (v *VJP) activate(u gr.Output) gr.Output {
	n := v.Emitter.Node(v.Node.Op, "", []gr.Type{u.Type()}, nil, u)
	n.Attr = v.Node.Attr
	return n.Out(0)
}
