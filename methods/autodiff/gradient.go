package autodiff

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// A Rule emits the vector-Jacobian product of one node: given the gradients of
// its outputs in v.DY, it sets the gradients of its inputs in v.DX.
type Rule func(v *VJP) error

// Rules maps an op to its rule.
type Rules map[string]Rule

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

// In, Out and Dy are the node's inputs, its first output, and that output's
// gradient.
func (v *VJP) In(i int) gr.Output { return v.inputs()[i] }
func (v *VJP) Out() gr.Output     { return v.Node.Out(0) }
func (v *VJP) Dy() gr.Output      { return v.DY[0] }

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

// Own are a method's own rules: nil has none.
type Own struct {
	// Ops come before the base table.
	Ops Rules
	// Activations take Rule each, in place of the rules of the ops that they are
	// made of.
	Activations []gr.Activation
	Rule        Rule
	// Fast come between Ops and the base table: rules that compute the same faster.
	Fast Rules
}

// Gradient emits, in scope s, the gradient of y with respect to x, given the
// gradient dy of y, and returns it. It walks the graph in reverse, sums over
// the readers of each tensor, and asks for each node the method's own rules
// first, then the base table. An op in neither is an error that names it.
func Gradient(s gr.Scope, y, dy, x gr.Output, own *Own) (gr.Output, error) {
	between, err := s.Graph.Between(x, y)
	if err != nil {
		return gr.Output{}, err
	}
	w := newWalk(s, own, varying(between, x.Node))
	w.arrived[y] = []gr.Output{dy}
	for _, n := range slices.Backward(between) {
		if n == x.Node {
			continue
		}
		if err := w.visit(n); err != nil {
			return gr.Output{}, &gr.Error{Pass: "gradient", Node: n.Name, Op: n.Op, Err: err}
		}
		if s.Graph.Len() > gr.MaxNodes {
			return gr.Output{}, &gr.Error{Pass: "gradient", Err: fmt.Errorf("the graph grows to more than %d nodes", gr.MaxNodes)}
		}
	}
	dx := w.sum(x)
	if dx.IsZero() {
		return dx, &gr.Error{Pass: "gradient", Node: y.Node.Name, Op: y.Node.Op,
			Err: fmt.Errorf("it does not depend on %q through differentiable ops", x)}
	}
	return dx, nil
}
