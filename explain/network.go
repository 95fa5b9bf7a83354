package explain

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A network is what the variants of one kind run.
type network struct {
	logits gr.Output
	// attributions are those of the methods that are evaluated at a point.
	attributions map[string]gr.Output
	// baselineScores are the scores at the baseline, [N], of those that have them.
	baselineScores map[string]gr.Output
	// of maps a tensor of the frozen-aware graph to what stands for it here.
	of func(gr.Output) gr.Output
	// freezes reports whether it has the nodes that freeze.
	freezes bool
	// reads are what findReads finds.
	reads map[string][]gr.Output
}

// whole is the frozen-aware network as it is in the graph.
func (e *Explainer) whole() network {
	n := network{logits: e.logits, freezes: true, of: func(o gr.Output) gr.Output { return o },
		attributions: map[string]gr.Output{}, baselineScores: map[string]gr.Output{}}
	for _, m := range methods.All {
		s, ok := e.signature(m.Name)
		if !ok || m.PointMethod != "" {
			continue
		}
		n.attributions[m.Name] = s.Outputs["attribution"]
		if o, ok := s.Outputs[serving.BaselineScore]; ok {
			n.baselineScores[m.Name] = o
		}
	}
	return n
}

// thawed is the network with nothing frozen, emitted without the nodes that
// freeze: for MobileNetV2 these and their gradients take a third of the time. One
// that cannot be emitted a second time, for a loop in it, runs as it is.
func (e *Explainer) thawed() network {
	n := e.whole()
	c, err := gr.Thaw(gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/plain"}, e.freezings, n.outputs()...)
	if err != nil {
		return n
	}
	n.logits, n.of, n.freezes = c.Of(n.logits), c.Of, false
	for _, outputs := range []map[string]gr.Output{n.attributions, n.baselineScores} {
		for name, o := range outputs {
			outputs[name] = c.Of(o)
		}
	}
	return n
}

// outputs are all that is fetched of it but what gradients read.
func (n network) outputs() []gr.Output {
	outputs := slices.Collect(maps.Values(n.attributions))
	outputs = slices.AppendSeq(outputs, maps.Values(n.baselineScores))
	return append(outputs, n.logits)
}

// fetches are the attribution of a method and, if it tells that, the score at the
// baseline.
func (n network) fetches(m methods.Method) []gr.Output {
	fetches := []gr.Output{n.attributions[m.Name]}
	if o, ok := n.baselineScores[m.Name]; ok {
		fetches = append(fetches, o)
	}
	return fetches
}

// network is the one of a variant.
func (e *Explainer) network(v serving.Variant) network {
	if frozen(v) {
		return e.frozen
	}
	return e.plain
}

func frozen(v serving.Variant) bool { return v != serving.Plain }
