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
			return gr.Output{}, tooLarge()
		}
	}
	dx := w.sum(x)
	if dx.IsZero() {
		err := noPath(y, x)
		err.Pass = "gradient"
		return dx, err
	}
	return dx, nil
}

func tooLarge() error {
	return &gr.Error{Pass: "gradient", Err: fmt.Errorf("the graph grows to more than %d nodes", gr.MaxNodes)}
}
