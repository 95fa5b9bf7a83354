package autodiff

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// Missing returns an error for each node that stops a gradient on its way from y to x: no
// rule is known for it, or its rule refuses it. It differentiates a copy of the graph, and
// goes on behind such a node as if that passed a gradient on. The errors are in dependency
// order. If nothing stops the gradient, and still none arrives, that is an error of y.
func Missing(g *gr.Graph, y, x gr.Output) ([]error, error) {
	trial := g.Subgraph(y.Node, x.Node)
	y, x = trial.Node(y.Node.Name).Out(y.Index), trial.Node(x.Node.Name).Out(x.Index)
	between, err := trial.Between(x, y)
	if err != nil {
		return nil, err
	}
	w := newWalk(gr.Scope{Graph: trial, Prefix: "missing"}, nil, varying(between, x.Node))
	reached := w.reach(y.Node)
	refused, err := w.refusals(between, y, x)
	if err != nil {
		return nil, err
	}
	var missing []error
	for _, n := range between {
		why := refused[n]
		if _, err := w.rule(n); err != nil && reached[n] {
			why = err // a loop of TF1 leads the gradient back to where it was
		}
		if why != nil && n != x.Node {
			missing = append(missing, &gr.Error{Node: n.Name, Op: n.Op, Err: why})
		}
	}
	if len(missing) == 0 && !slices.ContainsFunc(w.arrived[x], present) {
		missing = append(missing, noPath(y, x))
	}
	return missing, nil
}

// A NoPathError says that a tensor does not depend on the input X through ops that can be
// differentiated.
type NoPathError struct{ X string }

func (e NoPathError) Error() string {
	return fmt.Sprintf("it does not depend on %q through differentiable ops", e.X)
}

func noPath(y, x gr.Output) *gr.Error {
	return &gr.Error{Node: y.Node.Name, Op: y.Node.Op, Err: NoPathError{x.String()}}
}

// refusals visits the nodes, and returns why nodes refuse a gradient.
func (w *walk) refusals(between []*gr.Node, y, x gr.Output) (map[*gr.Node]error, error) {
	refused := map[*gr.Node]error{}
	w.arrived[y] = []gr.Output{w.standIn(y)}
	for _, n := range slices.Backward(between) {
		if n == x.Node {
			continue
		}
		if err := w.visit(n); err != nil {
			refused[n] = err
			w.skip(n)
		}
		if w.scope.Graph.Len() > gr.MaxNodes {
			return nil, tooLarge()
		}
	}
	return refused, nil
}

// skip passes gradients on as if a node's rule did.
func (w *walk) skip(n *gr.Node) {
	v := w.vjp(n)
	for i, in := range v.inputs() {
		if v.needsGrad[i] {
			w.arrived[in] = append(w.arrived[in], w.standIn(in))
		}
	}
}

// standIn returns a tensor in place of a gradient of o.
func (w *walk) standIn(o gr.Output) gr.Output {
	t := o.Type()
	if t.DType == 0 {
		t.DType = gr.Float
	}
	return w.scope.Op("Placeholder", "gradient", t, gr.Attrs{"dtype": t.DType, "shape": t.Shape})
}
