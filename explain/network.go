package explain

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A network is what a variant runs: the plain network or the frozen one.
type network struct {
	logits gr.Output
	// attributions holds the attribution of each method that is evaluated at a point.
	attributions map[string]gr.Output
	// baselineScores holds the scores at the baseline, [N], for each method that
	// computes them.
	baselineScores map[string]gr.Output
	// contributions are those of the activations, in the order of the freezings. Only the
	// plain network has them.
	contributions []gr.Output
	// frozenRelevance holds the relevance that ends at frozen units, [N], for each method of
	// relevance.
	frozenRelevance map[string]gr.Output
	// of maps a tensor of the frozen-aware graph to its counterpart in this network.
	of func(gr.Output) gr.Output
	// freezes reports whether the network has the nodes that freeze.
	freezes bool
	// reads is the result of findReads.
	reads map[string][]gr.Output
}

// whole returns the frozen-aware network, as the graph holds it.
func (e *Explainer) whole() network {
	n := network{logits: e.logits, freezes: true, of: func(o gr.Output) gr.Output { return o },
		attributions: map[string]gr.Output{}, baselineScores: map[string]gr.Output{}, frozenRelevance: map[string]gr.Output{}, contributions: slices.Clone(e.contributions.of)}
	for _, m := range methods.All {
		s, ok := e.signature(m.Name)
		if !ok || m.PointMethod != "" {
			continue
		}
		n.attributions[m.Name] = s.Outputs["attribution"]
		if o, ok := s.Outputs[serving.BaselineScore]; ok {
			n.baselineScores[m.Name] = o
		}
		if o, ok := s.Outputs[serving.FrozenRelevance]; ok {
			n.frozenRelevance[m.Name] = o
		}
	}
	return n
}

// thawed returns the network without the nodes that freeze. With MobileNetV2, these and
// their gradients take a third of the time. A network with a loop cannot be copied
// without them, and is returned whole.
func (e *Explainer) thawed() network {
	n := e.whole()
	if len(e.freezings) == 0 {
		n.freezes = false
		return n
	}
	n.frozenRelevance = nil
	c, err := gr.Thaw(gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/plain"}, e.freezings, n.outputs()...)
	if err != nil {
		return n
	}
	n.logits, n.of, n.freezes = c.Of(n.logits), c.Of, false
	for i, o := range n.contributions {
		n.contributions[i] = c.Of(o)
	}
	for _, outputs := range []map[string]gr.Output{n.attributions, n.baselineScores} {
		for name, o := range outputs {
			outputs[name] = c.Of(o)
		}
	}
	return n
}

// outputs lists the tensors that runs fetch from the network, save those that findReads
// lists.
func (n network) outputs() []gr.Output {
	outputs := slices.Collect(maps.Values(n.attributions))
	outputs = slices.AppendSeq(outputs, maps.Values(n.baselineScores))
	outputs = slices.AppendSeq(outputs, maps.Values(n.frozenRelevance))
	return append(append(outputs, n.contributions...), n.logits)
}

// fetches lists the attribution of a method that is evaluated at a point and, if the method
// computes one of them, the score at the baseline or the relevance that ends at frozen units.
func (n network) fetches(method string) []gr.Output {
	fetches := []gr.Output{n.attributions[method]}
	if o, ok := n.baselineScores[method]; ok {
		fetches = append(fetches, o)
	}
	if o, ok := n.frozenRelevance[method]; ok {
		fetches = append(fetches, o)
	}
	return fetches
}

// network returns the network of a variant.
func (e *Explainer) network(v serving.Variant) network {
	if frozen(v) {
		return e.frozen
	}
	return e.plain
}

func frozen(v serving.Variant) bool { return v != serving.Plain }
