package explain

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
)

// A network is what the variants of one kind run.
type network struct {
	logits gr.Output
	// attributions are those of the methods that are evaluated at a point.
	attributions map[string]gr.Output
	// of maps a tensor of the frozen-aware graph to what stands for it here.
	of func(gr.Output) gr.Output
	// freezes tells whether it has the nodes that freeze.
	freezes bool
	// reads are what findReads finds.
	reads map[string][]gr.Output
}

// whole is the frozen-aware network as it is in the graph.
func (e *Explainer) whole() network {
	n := network{logits: e.logits, attributions: map[string]gr.Output{}, freezes: true, of: func(o gr.Output) gr.Output { return o }}
	for _, m := range methods.All {
		if s, ok := e.signature(m.Name); ok && m.Samples == "" {
			n.attributions[m.Name] = s.Outputs["attribution"]
		}
	}
	return n
}

// thawed is the network with nothing frozen, emitted without the nodes that
// freeze: for MobileNetV2 these and their gradients take a third of the time. One
// that cannot be emitted a second time, for a loop in it, runs as it is.
func (e *Explainer) thawed() network {
	n := e.whole()
	outputs := []gr.Output{n.logits}
	for _, o := range n.attributions {
		outputs = append(outputs, o)
	}
	c, err := gr.Thaw(gr.Scope{Graph: e.graph, Prefix: methods.Prefix + "/plain"}, e.freezings, outputs...)
	if err != nil {
		return n
	}
	n.logits, n.of, n.freezes = c.Of(n.logits), c.Of, false
	for name, o := range n.attributions {
		n.attributions[name] = c.Of(o)
	}
	return n
}

func (n network) nodes() []*gr.Node {
	nodes := []*gr.Node{n.logits.Node}
	for _, o := range n.attributions {
		nodes = append(nodes, o.Node)
	}
	return nodes
}

// network is the one of a variant.
func (e *Explainer) network(v Variant) network {
	if frozen(v) {
		return e.frozen
	}
	return e.plain
}

func frozen(v Variant) bool { return v != Plain }
