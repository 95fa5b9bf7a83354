package methods

import (
	"errors"
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
	emit
	Node *gr.Node
	// DY has an entry per output; it is zero where no gradient arrives.
	DY []gr.Output
	// DX has an entry per input; a rule leaves it zero where none flows.
	DX []gr.Output
	// wanted tells which inputs depend on the point differentiated at.
	wanted []bool
}

// In, Out and Dy are the node's inputs, its first output, and that output's
// gradient.
func (v *VJP) In(i int) gr.Output { return v.Node.Inputs[i] }
func (v *VJP) Out() gr.Output     { return v.Node.Out(0) }
func (v *VJP) Dy() gr.Output      { return v.DY[0] }

// Gradient emits, in scope s, the gradient of y with respect to x, given the
// gradient dy of y, and returns it. It walks the graph in reverse, sums over
// the readers of each tensor, and asks for each node the method's own rules
// first, then the base table. An op in neither is an error that names it.
func Gradient(s gr.Scope, y, dy, x gr.Output, own Rules) (gr.Output, error) {
	between, err := s.Graph.Between(x, y)
	if err != nil {
		return gr.Output{}, err
	}
	w := walk{scope: s, own: own, arrived: map[gr.Output][]gr.Output{y: {dy}}, between: map[*gr.Node]bool{}}
	for _, n := range between {
		w.between[n] = true
	}
	for _, n := range slices.Backward(between) {
		if n == x.Node {
			continue
		}
		if err := w.visit(n); err != nil {
			return gr.Output{}, &gr.Error{Pass: "gradient", Node: n.Name, Op: n.Op, Err: err}
		}
	}
	dx := w.sum(x)
	if dx.IsZero() {
		return dx, &gr.Error{Pass: "gradient", Node: y.Node.Name, Op: y.Node.Op,
			Err: fmt.Errorf("it does not depend on %q through differentiable ops", x)}
	}
	return dx, nil
}

type walk struct {
	scope   gr.Scope
	own     Rules
	between map[*gr.Node]bool
	// arrived collects the gradients that readers have sent to each tensor.
	arrived map[gr.Output][]gr.Output
}

func (w *walk) visit(n *gr.Node) error {
	v := &VJP{
		emit: emit{w.scope.Sub(n.Name)}, Node: n,
		DY: make([]gr.Output, max(1, len(n.Types))),
		DX: make([]gr.Output, len(n.Inputs)),
	}
	reached := false
	for i := range v.DY {
		v.DY[i] = w.sum(n.Out(i))
		reached = reached || !v.DY[i].IsZero()
	}
	if !reached {
		return nil
	}
	for _, in := range n.Inputs {
		v.wanted = append(v.wanted, w.between[in.Node])
	}
	rule, err := w.rule(n.Op)
	if err != nil {
		return err
	}
	if err := rule(v); err != nil {
		return err
	}
	for i, in := range n.Inputs {
		if v.wanted[i] && !v.DX[i].IsZero() {
			w.arrived[in] = append(w.arrived[in], v.DX[i])
		}
	}
	return nil
}

func (w *walk) rule(op string) (Rule, error) {
	if r := w.own[op]; r != nil {
		return r, nil
	}
	if r := base[op]; r != nil {
		return r, nil
	}
	if slices.Contains(noGradient, op) {
		return func(*VJP) error { return nil }, nil
	}
	return nil, errors.New("no gradient rule for this op")
}

// sum adds what arrived at a tensor.
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

// Missing lists, in dependency order, an error for each node between x and y
// that Gradient would refuse for want of a rule, if a gradient reached it.
func Missing(g *gr.Graph, y, x gr.Output) ([]error, error) {
	between, err := g.Between(x, y)
	if err != nil {
		return nil, err
	}
	w := walk{}
	var missing []error
	for _, n := range between {
		if _, err := w.rule(n.Op); err != nil && n != x.Node {
			missing = append(missing, &gr.Error{Node: n.Name, Op: n.Op, Err: err})
		}
	}
	return missing, nil
}
