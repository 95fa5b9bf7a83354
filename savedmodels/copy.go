package savedmodels

import gr "tfreeze/graphrewrite"

// Copy returns a model with a graph of its own, so that a pass on one leaves the other
// alone. Values of attributes are shared.
func (m *Model) Copy() *Model {
	c := *m
	var all []*gr.Node
	for _, name := range m.Graph.Names() {
		all = append(all, m.Graph.Node(name))
	}
	c.Graph = m.Graph.Subgraph(all...)
	twin := func(o gr.Output) gr.Output { return c.Graph.Node(o.Node.Name).Out(o.Index) }
	c.Signatures = nil
	for _, s := range m.Signatures {
		s.Inputs, s.Outputs = twins(s.Inputs, twin), twins(s.Outputs, twin)
		c.Signatures = append(c.Signatures, s)
	}
	if m.Weights != nil {
		w := *m.Weights
		c.Weights = &w
	}
	c.types = map[gr.Output]gr.Type{}
	for o, t := range m.types {
		c.types[twin(o)] = t
	}
	return &c
}

func twins(tensors map[string]gr.Output, twin func(gr.Output) gr.Output) map[string]gr.Output {
	own := make(map[string]gr.Output, len(tensors))
	for key, o := range tensors {
		own[key] = twin(o)
	}
	return own
}
