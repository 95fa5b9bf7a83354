package autodiff

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// A walk goes through a graph in reverse.
type walk struct {
	scope       gr.Scope
	own         Rules
	activations map[*gr.Node]*gr.Activation
	// activation is the rule of the activations.
	activation Rule
	fast       Rules
	arrives    func(o, gradient gr.Output)
	// varies marks the nodes that vary with x.
	varies map[*gr.Node]bool
	// arrived collects the gradients that each tensor's readers have passed to it.
	arrived map[gr.Output][]gr.Output
}

func newWalk(s gr.Scope, own *Own, varies map[*gr.Node]bool) *walk {
	w := &walk{scope: s, varies: varies, arrived: map[gr.Output][]gr.Output{}, activations: map[*gr.Node]*gr.Activation{}}
	if own != nil {
		w.own, w.activation, w.fast = own.Ops, own.Rule, own.Fast
		w.arrives = own.Arrives
		for i, a := range own.Activations {
			w.activations[a.Output.Node] = &own.Activations[i]
		}
	}
	return w
}

func (w *walk) visit(n *gr.Node) error {
	v := w.vjp(n)
	if !slices.Contains(v.needsGrad, true) || !slices.ContainsFunc(v.DY, present) {
		return nil
	}
	w.tell(v)
	rule, err := w.rule(n)
	if v.activation != nil && n.CustomGradient() == "" {
		rule, err = w.activation, nil
	}
	if err != nil {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	if err := rule(v); err != nil {
		return err
	}
	return w.send(v)
}

func present(o gr.Output) bool { return !o.IsZero() }

// tell calls arrives with what arrived at a node.
func (w *walk) tell(v *VJP) {
	for i, dy := range v.DY {
		if w.arrives != nil && present(dy) {
			w.arrives(v.Node.Out(i), dy)
		}
	}
}

// vjp prepares the visit of a node.
func (w *walk) vjp(n *gr.Node) *VJP {
	v := &VJP{
		Emitter: Emitter{w.scope.Sub(n.Name)}, Node: n, activation: w.activations[n],
		DY: make([]gr.Output, max(1, len(n.Types))),
	}
	v.DX = make([]gr.Output, len(v.inputs()))
	for i := range v.DY {
		v.DY[i] = w.sum(n.Out(i))
	}
	for i, in := range v.inputs() {
		v.needsGrad = append(v.needsGrad, w.varies[n] && w.varies[in.Node] && carriesGradient(in) && (v.activation != nil || passes(n, i)))
	}
	return v
}

// check returns an error if the node lacks inputs that its rule reads, or has a
// gradient that its rule would ignore.
func (v *VJP) check() error {
	if v.activation != nil {
		return nil
	}
	op := Of(v.Node.Op)
	if len(v.Node.Inputs) < op.inputs {
		return fmt.Errorf("its gradient rule reads %d inputs, but it has %d", op.inputs, len(v.Node.Inputs))
	}
	if !op.complex && v.Node.CustomGradient() == "" && v.isComplex() {
		return errors.New("no gradient rule for its complex numbers")
	}
	if op.outputs {
		return nil
	}
	if i := slices.IndexFunc(v.DY[1:], present); i >= 0 {
		return fmt.Errorf("no gradient rule for its output %d", i+1)
	}
	return nil
}

// send passes the gradients of a node's inputs on. An input that needs a gradient and
// gets none is an error, because it would be a silent zero.
func (w *walk) send(v *VJP) error {
	for i, in := range v.inputs() {
		switch {
		case !v.needsGrad[i]:
		case v.DX[i].IsZero():
			return fmt.Errorf("no gradient rule with respect to its input %d", i)
		case in.Index >= max(1, len(in.Node.Types)):
			return fmt.Errorf("the outputs of its input %q are unknown", in.Node.Name)
		default:
			w.arrived[in] = append(w.arrived[in], v.DX[i])
		}
	}
	return nil
}

func (w *walk) rule(n *gr.Node) (Rule, error) {
	op := n.Op
	if n.CustomGradient() != "" {
		return customRule(n)
	}
	if r := w.own[op]; r != nil {
		return r, nil
	}
	if r := w.fast[op]; r != nil {
		return r, nil
	}
	if r := Of(op).rule; r != nil {
		return r, nil
	}
	if why := Of(op).Why(); why != "" {
		return nil, fmt.Errorf("no gradient rule for %s", why)
	}
	return nil, errors.New("no gradient rule for this op")
}

// sum adds the gradients that arrived at a tensor.
func (w *walk) sum(o gr.Output) gr.Output {
	all := w.arrived[o]
	switch len(all) {
	case 0:
		return gr.Output{}
	case 1:
		return all[0]
	}
	typ := o.Type()
	if typ.DType == 0 {
		typ = all[0].Type()
	}
	sum := w.scope.Op("AddN", o.Node.Name+"/sum", typ, gr.Attrs{"T": all[0].DType(), "N": len(all)}, all...)
	w.arrived[o] = []gr.Output{sum}
	return sum
}
