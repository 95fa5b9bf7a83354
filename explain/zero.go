package explain

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/autodiff"
)

// whyZero says why a map is 0 everywhere: which layers let nothing pass, if they cut
// every path of the gradient. It is empty if some value is not 0.
func (j *job) whyZero(m methods.Method, s setting, input int, values []float32) string {
	nonzero := func(v float32) bool { return v != 0 }
	if slices.ContainsFunc(values, nonzero) {
		return ""
	}
	if m.TimesInput && j.isBaseline(m, input) {
		return "so is the input minus the baseline"
	}
	closed := j.closed(m, s, input)
	cut, err := autodiff.Cut(j.graph, s.logits, j.input, nodesOf(closed))
	if err != nil || len(cut) == 0 {
		return cmp.Or(m.ZeroMeans, "no single layer is the cause; the gradient of the score is 0")
	}
	var why []string
	for _, n := range cut {
		why = append(why, closed[n])
	}
	return strings.Join(why, ", and ")
}

func nodesOf(closed map[*gr.Node]string) map[*gr.Node]bool {
	nodes := map[*gr.Node]bool{}
	for n := range closed {
		nodes[n] = true
	}
	return nodes
}

// isBaseline reports whether an input equals the baseline, or all of them.
func (j *job) isBaseline(m methods.Method, input int) bool {
	zero := make([]float32, j.size)
	baselines := [][]float32{zero}
	if m.HasBaseline() {
		baselines = nil
		for _, all := range j.baselines {
			one := zero
			if all != nil {
				one = j.part(all, input)
			}
			baselines = append(baselines, one)
		}
	}
	return !slices.ContainsFunc(baselines, func(b []float32) bool { return !slices.Equal(b, j.part(j.x, input)) })
}

// closed returns the nodes of the layers through which nothing passes at the input,
// each with the reason.
func (j *job) closed(m methods.Method, s setting, input int) map[*gr.Node]string {
	closed := map[*gr.Node]string{}
	layers, err := j.layerValues()
	if err != nil {
		return closed
	}
	for i, f := range j.freezings {
		v, err := tensorflow.Floats(layers[i])
		if err != nil {
			return closed
		}
		shares, err := sharesOf(layers[i].Shape(), j.rows[i], len(j.results))
		if err != nil {
			return closed
		}
		node, numbers, low := s.of(f.Activation).Node, v, float32(math.Inf(-1))
		if frozen(s.variant) {
			node = f.Output.Node
			if c := j.cuts[i]; c != nil {
				numbers, low = c.numbers, c.thresholds[input]
			}
		}
		if why := whyClosed(m, f.Activation.Node, shares.of(v, input), shares.of(numbers, input), low); why != "" {
			closed[node] = why
		}
	}
	return closed
}

// whyClosed says why nothing passes back through a layer whose units pass if their
// numbers reach a threshold. It is empty if something may pass.
func whyClosed(m methods.Method, layer *gr.Node, values, numbers []float32, threshold float32) string {
	some := func(passes func(z float32) bool) bool {
		for i, z := range values {
			if numbers[i] >= threshold && passes(z) {
				return true
			}
		}
		return false
	}
	where := "every unit"
	if !math.IsInf(float64(threshold), -1) {
		where = "every unit that passes"
	}
	switch {
	case !some(func(float32) bool { return true }):
		return fmt.Sprintf("no unit of %q passes", layer.Name)
	case some(func(z float32) bool { return m.Passes(layer.Op, z) }):
		return ""
	case !some(func(z float32) bool { return methods.Method{}.Passes(layer.Op, z) }):
		return fmt.Sprintf("the derivative of %q is 0 at %s", layer.Name, where)
	}
	return fmt.Sprintf("%s passes nothing back through %q", m.Name, layer.Name)
}

// layerValues returns the activations at the inputs, and runs the network for them if
// no variant freezes.
func (j *job) layerValues() ([]*tensorflow.Tensor, error) {
	if len(j.values) > 0 {
		return j.values, nil
	}
	feeds, err := j.point(j.x, j.given)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(j.freezings))
	for i, f := range j.freezings {
		names[i] = j.plain.of(f.Activation).String()
	}
	return j.session.Run(feeds, names)
}
