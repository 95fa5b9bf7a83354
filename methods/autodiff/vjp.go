package autodiff

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// A VJP is one node during the reverse walk. Emitted nodes go to its scope.
type VJP struct {
	Emitter
	Node *gr.Node
	// DY has an entry for each output. It is zero where no gradient arrived.
	DY []gr.Output
	// DX has an entry for each input. A rule leaves it zero where no gradient flows.
	DX []gr.Output
	// activation is set if the rule is for one of Own.Activations. The activation may
	// consist of several nodes; Node is the last one.
	activation *gr.Activation
	// needsGrad says which inputs vary with the point of differentiation. A rule that
	// declares an input constant clears its entry.
	needsGrad []bool
}

// In returns an input of the node.
func (v *VJP) In(i int) gr.Output { return v.inputs()[i] }

// Out returns the node's first output.
func (v *VJP) Out() gr.Output { return v.Node.Out(0) }

// Dy returns the gradient of the node's first output.
func (v *VJP) Dy() gr.Output { return v.DY[0] }

// Base applies the table's rule for the node's op, for a rule in Own.Fast to fall back
// on. The table must have that rule.
func (v *VJP) Base() error { return Of(v.Node.Op).rule(v) }

// Constant declares that an input does not vary, so that no gradient is passed there.
func (v *VJP) Constant(input int) { v.needsGrad[input] = false }

func (v *VJP) inputs() []gr.Output {
	if v.activation != nil {
		return []gr.Output{v.activation.Input}
	}
	return v.Node.Inputs
}

// gradOp emits a gradient op of TensorFlow. It has the named attributes of the node
// that is differentiated.
func (v *VJP) gradOp(op string, keep []string, inputs ...gr.Output) gr.Output {
	return v.Op(op, "", gr.Type{DType: v.Dy().DType()}, v.kept(gr.Attrs{"T": v.Dy().DType()}, keep...), inputs...)
}

// kept adds the named attributes of the node that is differentiated to attrs.
func (v *VJP) kept(attrs gr.Attrs, names ...string) gr.Attrs {
	for _, name := range names {
		if a := v.Node.Attr[name]; a != nil {
			attrs[name] = a
		}
	}
	return attrs
}

// errOutputs says that a rule needs outputs of its node whose types are not known.
var errOutputs = errors.New("its outputs are unknown")
