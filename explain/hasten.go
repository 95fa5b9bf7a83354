package explain

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/fastconv"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// hasten replaces slow convolutions and gradients by faster forms, and returns how the
// session gets the weights, including those that the faster forms need.
func (e *Explainer) hasten(w *savedmodels.Weights) (*savedmodels.Weights, error) {
	poolFirst(e.graph)
	scaleRows(e.graph)
	splitProducts(e.graph)
	fast := fastconv.New(gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/faster"})
	e.tile(fast)
	if err := e.hastenLarge(); err != nil {
		return nil, err
	}
	addInside(e.graph)
	if err := e.join(); err != nil {
		return nil, err
	}
	return e.derived(w, fast), layOnce(e.graph)
}

// hastenLarge makes products of fully connected layers that are large.
func (e *Explainer) hastenLarge() error {
	slow := slowConvolutions(e.graph)
	if len(slow) == 0 {
		return nil
	}
	if err := e.learn(slow); err != nil {
		return err
	}
	asProducts(e.graph, slow)
	return nil
}

// learn asks TensorFlow for the types of the nodes' inputs. They are missing if the
// model was read from a file.
func (e *Explainer) learn(nodes []*gr.Node) error {
	untyped := func(in gr.Output) bool { return in.Node.Types == nil }
	if !slices.ContainsFunc(nodes, func(n *gr.Node) bool { return slices.ContainsFunc(n.Inputs, untyped) }) {
		return nil
	}
	types, err := e.inferred()
	if err != nil {
		return err
	}
	for _, n := range nodes {
		for _, in := range n.Inputs {
			in.Node.Types = types(in.Node)
		}
	}
	return nil
}

// inferred asks TensorFlow for the types of all nodes of the graph.
func (e *Explainer) inferred() (of func(*gr.Node) []gr.Type, err error) {
	raw, err := e.graphDef()
	if err != nil {
		return nil, err
	}
	outputs, err := tensorflow.Infer(raw)
	return func(n *gr.Node) (types []gr.Type) {
		for _, o := range outputs[n.Name] {
			types = append(types, gr.TypeOf(o.DType, o.Shape))
		}
		return types
	}, err
}
