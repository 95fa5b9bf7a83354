package methods

import (
	"errors"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// neuronMCT is the gradient of the critical pathway: of the network in which all units
// are zero whose marginal contribution abs(z dz) does not exceed the percentile of all
// layers' contributions together. Khakzar et al., "Neural Response Interpretation through
// the Lens of Critical Pathways", 2021, sections 3.2 and 4, as
// CAMP-eXplain-AI/PathwayGrad computes it.
var neuronMCT = Method{
	Name: "neuron_mct", Summary: "the gradient along the units that contribute most", Local: true, Reruns: true,
	Options:   []*Choice{PathPercentile.Choice},
	ZeroMeans: "no gradient reaches the input through the units of the pathway",
	passes:    func(float32) bool { return true },
	needs: func(n *serving.Net) error {
		if len(n.Layers()) == 0 {
			return errors.New("the network has no layer with an activation, of whose units to choose")
		}
		return nil
	},
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		layers := n.Layers()
		masks, err := pathway(n, s, layers, PathPercentile.Argument(a))
		if err != nil {
			return serving.Emission{}, err
		}
		dx, err := n.Pathway(s.Sub("pathway"), layers, masks)
		return serving.Emission{Attribution: dx}, err
	},
}

// pathway emits, for each layer, which units contribute more than the percentile.
func pathway(n *serving.Net, s gr.Scope, layers []serving.Layer, p gr.Output) ([]gr.Output, error) {
	e := autodiff.Emitter{Scope: s}
	contributions, rows := make([]gr.Output, len(layers)), make([]gr.Output, len(layers))
	for i, l := range layers {
		dz, err := n.Arrived(l.Output)
		if err != nil {
			return nil, err
		}
		if dz.IsZero() {
			dz = e.ZerosLike(l.Output)
		}
		contributions[i] = asFloat(e, e.Unary("Abs", e.Mul(l.Output, dz)))
		contributions[i].Node.Types[0].Shape = l.Shape()
		rows[i] = serving.Flattened(e, n.Apart(e, contributions[i], l.Rows))
	}
	t := serving.Percentile(e, e.Concat(e.Int(1), rows...), e.To(p, gr.Double))
	masks := make([]gr.Output, len(layers))
	for i, l := range layers {
		limit := n.Against(e, contributions[i], l.Rows, serving.PerImage(e, t, n.Apart(e, contributions[i], l.Rows)))
		masks[i] = e.Compare("Greater", contributions[i], limit)
		masks[i].Node.Types[0].Shape = l.Shape()
	}
	return masks, nil
}

// PathPercentile is the percentile of all units' contributions above which a unit is on
// the critical pathway, 0..100.
var PathPercentile = newOption(85.0, Choice{
	Name: "path_percentile", Usage: "NeuronMCT: zero the units up to the `P`-th percentile of all contributions",
	Meaning: "of all units' contributions is where the critical pathway begins, 0..100",
	Served: &serving.Parameter{
		Text:   "path_percentile must be in 0..100",
		Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}, {Op: "LessEqual", Value: 100}},
	},
}, checkPercentile("path_percentile"))
