package autodiff

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// Gradient emits, in scope s, the gradient of y with respect to x, given the gradient
// dy of y, and returns it. It walks the graph in reverse, sums over the readers of each
// tensor, and differentiates each node by the first rule for its op, in own.Ops,
// own.Fast or the table. An op without a rule is an error that names it.
func Gradient(s gr.Scope, y, dy, x gr.Output, own *Own) (gr.Output, error) {
	w, err := walkBack(s, y, dy, x, own)
	if err != nil {
		return gr.Output{}, err
	}
	dx := w.sum(x)
	if dx.IsZero() {
		err := noPath(y, x)
		err.Pass = "gradient"
		return dx, err
	}
	return dx, nil
}

// GradientsAt emits the gradients of y with respect to tensors between x and y, by one
// walk, as Gradient does. That of a tensor that no gradient reaches is zero, the Output.
func GradientsAt(s gr.Scope, y, dy, x gr.Output, at []gr.Output, own *Own) ([]gr.Output, error) {
	w, err := walkBack(s, y, dy, x, own)
	if err != nil {
		return nil, err
	}
	all := make([]gr.Output, len(at))
	for i, o := range at {
		all[i] = w.sum(o)
	}
	return all, nil
}

// walkBack visits all nodes between x and y, from y on.
func walkBack(s gr.Scope, y, dy, x gr.Output, own *Own) (*walk, error) {
	between, err := s.Graph.Between(x, y)
	if err != nil {
		return nil, err
	}
	w := newWalk(s, own, varying(between, x.Node))
	w.arrived[y] = []gr.Output{dy}
	for _, n := range slices.Backward(between) {
		if n == x.Node {
			continue
		}
		if err := w.visit(n); err != nil {
			return nil, &gr.Error{Pass: "gradient", Node: n.Name, Op: n.Op, Err: err}
		}
		if s.Graph.Len() > gr.MaxNodes {
			return nil, tooLarge()
		}
	}
	return w, nil
}

func tooLarge() error {
	return &gr.Error{Pass: "gradient", Err: fmt.Errorf("the graph grows to more than %d nodes", gr.MaxNodes)}
}
