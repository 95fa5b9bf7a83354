package explain

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// findReads lists, for each method of a network, the tensors of the forward pass that
// its gradient reads. If these are fed, a gradient at the input needs no forward pass.
// At the input the frozen network equals the plain one, so that all methods and
// variants share the forward pass of the calibration.
//
// The output of a MaxPool is left out. Its gradient in oneDNN needs data that the
// forward op keeps to itself, and pooling again takes less time than a gradient without
// them.
func (e *Explainer) findReads(n *network) error {
	between, err := e.graph.Between(e.input, n.logits)
	if err != nil {
		return err
	}
	forward := map[*gr.Node]bool{}
	for _, node := range between {
		if node.EndsIteration() {
			return nil // tensors inside a loop cannot be fetched
		}
		forward[node] = node != e.input.Node
	}
	activation := e.activationOf()
	n.reads = map[string][]gr.Output{}
	for name, outputs := range n.roots() {
		seen := map[gr.Output]bool{}
		for node := range gr.Ancestors(nodesBehind(outputs)...) {
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

func nodesBehind(outputs []gr.Output) []*gr.Node {
	nodes := make([]*gr.Node, len(outputs))
	for i, o := range outputs {
		nodes[i] = o.Node
	}
	return nodes
}

// signature returns the form of a method's signature that takes options, which is the
// one that package explain runs.
func (e *Explainer) signature(method string) (gr.Signature, bool) {
	s, ok := e.signatures[method+serving.WithOptions]
	return s, ok
}

// pointMethod returns the name of the method that is evaluated at each point.
func pointMethod(m methods.Method) string {
	if m.PointMethod != "" {
		return m.PointMethod
	}
	return m.Name
}

// activationOf maps the nodes of each freezing to the activation that it freezes.
func (e *Explainer) activationOf() map[*gr.Node]gr.Output {
	of := map[*gr.Node]gr.Output{}
	for _, f := range e.freezings {
		of[f.Output.Node], of[f.Value.Node], of[f.Pass.Node] = f.Activation, f.Activation, f.Activation
	}
	return of
}

// origin returns the tensor to feed for o: the activation behind a freezing, the input
// of a MaxPool, or o itself.
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

// atInput returns the feeds for the network of a variant that make up the forward pass
// at the input.
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
