package autodiff

import gr "tfreeze/graphrewrite"

// A VJP is one node during the reverse walk. Emitted nodes go to its scope.
type VJP struct {
	Emitter
	Node *gr.Node
	// DY has an entry per output; it is zero where no gradient arrives.
	DY []gr.Output
	// DX has an entry per input; a rule leaves it zero where none flows.
	DX []gr.Output
	// activation is set if the rule is one of Own.Activations, perhaps made of
	// several nodes, of which Node is the last.
	activation *gr.Activation
	// needsGrad says which inputs vary with the point differentiated at. A rule
	// that declares one of them constant clears its entry.
	needsGrad []bool
}

// In is an input of the node.
func (v *VJP) In(i int) gr.Output { return v.inputs()[i] }

// Out is the node's first output.
func (v *VJP) Out() gr.Output { return v.Node.Out(0) }

// Dy is the gradient of the node's first output.
func (v *VJP) Dy() gr.Output { return v.DY[0] }

// Base applies the table's rule for the node's op, which must be there: a rule
// in Own.Fast falls back on it.
func (v *VJP) Base() error { return Of(v.Node.Op).rule(v) }

// Constant declares that an input does not vary, so that no gradient is sent there.
func (v *VJP) Constant(input int) { v.needsGrad[input] = false }

func (v *VJP) inputs() []gr.Output {
	if v.activation != nil {
		return []gr.Output{v.activation.Input}
	}
	return v.Node.Inputs
}

// gradOp emits an op of TensorFlow that computes a gradient, with the named
// attributes of the node it belongs to.
func (v *VJP) gradOp(op string, keep []string, inputs ...gr.Output) gr.Output {
	attrs := gr.Attrs{"T": v.Dy().DType()}
	for _, name := range keep {
		if a := v.Node.Attr[name]; a != nil {
			attrs[name] = a
		}
	}
	return v.Op(op, "", gr.Type{DType: v.Dy().DType()}, attrs, inputs...)
}
