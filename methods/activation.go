package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// activationRule is ordinary differentiation of z = f(u): du = f'(u) dz.
func activationRule(v *VJP) error {
	v.DX[0] = v.slope(v.Dy(), v.In(0), v.Out())
	return nil
}

// slopeAt emits dz f'(u) for the activation f, one op or a composite, at another
// point u than the network's.
func (v *VJP) slopeAt(dz, u gr.Output) (gr.Output, error) {
	if v.activation == nil {
		return v.slope(dz, u, v.activate(u)), nil
	}
	c := gr.NewCopy(v.Sub("at"), map[gr.Output]gr.Output{v.activation.Input: u})
	if err := c.Add(v.activation.Output); err != nil {
		return gr.Output{}, err
	}
	return Gradient(v.Sub("slope"), c.Of(v.activation.Output), dz, u, nil)
}

// slope emits dz f'(u) for the node's activation f, given z = f(u).
func (v *VJP) slope(dz, u, z gr.Output) gr.Output {
	e := v.emit
	switch v.Node.Op {
	case "Relu":
		return e.binary("ReluGrad", dz, z)
	case "Relu6":
		return e.binary("Relu6Grad", dz, z)
	case "Elu":
		return e.binary("EluGrad", dz, z)
	case "Selu":
		return e.binary("SeluGrad", dz, z)
	case "Softplus":
		return e.binary("SoftplusGrad", dz, u)
	case "Softsign":
		return e.binary("SoftsignGrad", dz, u)
	case "Sigmoid":
		return e.binary("SigmoidGrad", z, dz)
	case "Tanh":
		return e.binary("TanhGrad", z, dz)
	}
	return v.gradOp("LeakyReluGrad", []string{"alpha"}, dz, u)
}

// activate emits f(u) for the node's activation f.
func (v *VJP) activate(u gr.Output) gr.Output {
	n := v.emit.Node(v.Node.Op, "", []gr.Type{u.Type()}, nil, u)
	n.Attr = v.Node.Attr
	return n.Out(0)
}

// An override makes a method's own rules, given the network's activations; nil
// differentiates.
type override func([]gr.Activation) *Own

// everywhere gives one rule to every activation op, gates too, as DeepExplain
// does, and to the composites.
func everywhere(rule Rule) override {
	return func(all []gr.Activation) *Own {
		own := &Own{Ops: Rules{}, Rule: rule}
		for _, op := range gr.ActivationOps() {
			own.Ops[op] = rule
		}
		for _, a := range all {
			if a.Composite() {
				own.Activations = append(own.Activations, a)
			}
		}
		return own
	}
}

// atActivations gives a rule to the activations of layers alone; gates, and the
// score's own activation, are differentiated.
func atActivations(rule Rule) override {
	return func(all []gr.Activation) *Own {
		layers := slices.DeleteFunc(slices.Clone(all), func(a gr.Activation) bool { return a.Own })
		return &Own{Activations: layers, Rule: rule}
	}
}
