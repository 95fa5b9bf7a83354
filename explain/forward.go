package explain

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// forward lists the tensors of the network that the methods' gradients read.
// Fed with what they are at the input, a gradient there needs no forward pass:
// at the input the frozen network is the network, so that all methods and
// variants share the one of the calibration.
//
// The result of a MaxPool is left out: its gradient in oneDNN needs what the
// forward op notes down, and to pool again costs less than to do without.
func (e *Explainer) forward(chosen []methods.Method) ([]gr.Output, error) {
	between, err := e.model.Graph.Between(e.input, e.logits)
	if err != nil {
		return nil, err
	}
	network := map[*gr.Node]bool{}
	for _, n := range between {
		if n.EndsIteration() {
			return nil, nil // what is in a loop cannot be fetched
		}
		network[n] = n != e.input.Node
	}
	var roots []*gr.Node
	for _, m := range chosen {
		s, _ := e.signature(pointMethod(m))
		roots = append(roots, s.Outputs["attribution"].Node)
	}
	activation := e.activationOf()
	seen := map[gr.Output]bool{}
	for n := range gr.Ancestors(roots...) {
		for _, in := range n.Inputs {
			if !network[n] && network[in.Node] {
				seen[origin(in, activation)] = true
			}
		}
	}
	var read []gr.Output
	for o := range seen {
		if network[o.Node] && e.session.Numeric(o.String()) {
			read = append(read, o)
		}
	}
	slices.SortFunc(read, func(a, b gr.Output) int { return strings.Compare(a.String(), b.String()) })
	return read, nil
}

// signature is the one of a method that takes what package explain feeds.
func (e *Explainer) signature(method string) (gr.Signature, bool) {
	s, ok := e.signatures[method+methods.WithOptions]
	return s, ok
}

// pointMethod is the method that is evaluated at a point.
func pointMethod(m methods.Method) string {
	if m.Samples != "" {
		return m.Samples
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

// share notes what was fetched of the forward pass, to be fed at the input.
func (j *job) share(read []gr.Output, values []*tensorflow.Tensor) {
	j.network = map[string]*tensorflow.Tensor{}
	for i, o := range read {
		j.network[o.String()] = values[i]
	}
	for i, f := range j.freezings {
		j.network[f.Activation.String()], j.network[f.Output.String()] = j.values[i], j.values[i]
	}
}
