package explain

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// findReads lists, for each method of a network, the tensors of the forward pass
// that its gradient reads. Fed with what they are at the input, a gradient there
// needs no forward pass: at the input the frozen network is the network, so that
// all methods and variants share the one of the calibration.
//
// The result of a MaxPool is left out: its gradient in oneDNN needs what the
// forward op notes down, and to pool again costs less than to do without.
func (e *Explainer) findReads(n *network) error {
	between, err := e.graph.Between(e.input, n.logits)
	if err != nil {
		return err
	}
	forward := map[*gr.Node]bool{}
	for _, node := range between {
		if node.EndsIteration() {
			return nil // what is in a loop cannot be fetched
		}
		forward[node] = node != e.input.Node
	}
	activation := e.activationOf()
	n.reads = map[string][]gr.Output{}
	for name, o := range n.attributions {
		seen := map[gr.Output]bool{}
		for node := range gr.Ancestors(o.Node) {
			for _, in := range node.Inputs {
				if !forward[node] && forward[in.Node] {
					seen[origin(in, activation)] = true
				}
			}
		}
		for o := range seen {
			if forward[o.Node] && e.session.Numeric(o.String()) {
				n.reads[name] = append(n.reads[name], o)
			}
		}
		slices.SortFunc(n.reads[name], func(a, b gr.Output) int { return strings.Compare(a.String(), b.String()) })
	}
	return nil
}

// signature is the one of a method that takes what package explain feeds.
func (e *Explainer) signature(method string) (gr.Signature, bool) {
	s, ok := e.signatures[method+serving.WithOptions]
	return s, ok
}

// pointMethod is the method that is evaluated at a point.
func pointMethod(m methods.Method) string {
	if m.PointMethod != "" {
		return m.PointMethod
	}
	return m.Name
}

// activationOf maps the nodes of the freezings to their activations.
func (e *Explainer) activationOf() map[*gr.Node]gr.Output {
	of := map[*gr.Node]gr.Output{}
	for _, f := range e.freezings {
		of[f.Output.Node], of[f.Value.Node], of[f.Pass.Node] = f.Activation, f.Activation, f.Activation
	}
	return of
}

// origin is the tensor from which o follows with little work.
func origin(o gr.Output, activation map[*gr.Node]gr.Output) gr.Output {
	for {
		if a, ok := activation[o.Node]; ok {
			return a
		}
		if o.Node.Op != "MaxPool" {
			return o
		}
		o = o.Node.Inputs[0]
	}
}

// atInput is the forward pass at the input, as a variant's network is fed it.
func (j *job) atInput(v serving.Variant) map[string]*tensorflow.Tensor {
	n, fed := j.network(v), map[string]*tensorflow.Tensor{}
	feed := func(o, from gr.Output) {
		if t := j.fetched[j.plain.of(from).String()]; t != nil {
			fed[o.String()] = t
		}
	}
	for _, m := range j.request.Methods {
		for _, o := range n.reads[pointMethod(m)] {
			feed(o, o)
		}
	}
	if n.freezes {
		for _, f := range j.freezings {
			feed(f.Activation, f.Activation)
			feed(f.Output, f.Activation)
		}
	}
	return fed
}
