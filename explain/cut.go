package explain

import (
	"fmt"
	"math"
	"slices"
	"sync"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// A cut says which nodes of a layer pass: those whose number reaches the threshold of
// their input. By activation the numbers are the activations themselves. A mask has 1
// where a node passes and 0 elsewhere.
type cut struct {
	shares
	// numbers are those of all inputs, in the layer's order, in the memory of tensor.
	numbers    []float32
	tensor     *tensorflow.Tensor
	thresholds []float32
	// ordered reports that an At has sorted them.
	ordered bool
}

// passes is the mask at the inputs.
func (c *cut) passes() []bool {
	pass := make([]bool, len(c.numbers))
	for k, t := range c.thresholds {
		for from, to := range c.runs(k) {
			for i := from; i < to; i++ {
				pass[i] = c.numbers[i] >= t
			}
		}
	}
	return pass
}

// measureLayers finds out which nodes pass, layer by layer. It does nothing if no variant
// freezes.
func (j *job) measureLayers() error {
	if !slices.ContainsFunc(j.request.Variants, frozen) {
		return nil
	}
	for _, f := range j.freezings {
		j.values = append(j.values, j.fetched[j.plain.of(f.Activation).String()])
	}
	j.cuts = make([]*cut, len(j.values))
	if err := j.eachLayer(j.chosen, func(i int) error { return j.compare(i, "activation", j.values[i]) }); err != nil {
		return err
	}
	if j.wantsContributions() {
		numbers, err := j.contributed()
		if err != nil {
			return err
		}
		if err := j.eachLayer(j.chosen, func(i int) error { return j.compare(i, "contribution of activation", numbers[i]) }); err != nil {
			return err
		}
	}
	layers := make([][]Layer, len(j.cuts))
	if err := j.eachLayer(j.chosen, func(i int) error { layers[i] = j.describe(i); return nil }); err != nil {
		return err
	}
	if methods.PercentileOver.Of(j.request.Options) == methods.OverNetwork {
		j.levelOut(layers)
	}
	if err := j.fill(layers); err != nil {
		return err
	}
	for k, r := range j.results {
		r.Layers = []Layer{}
		for _, l := range layers {
			if l != nil {
				r.Layers = append(r.Layers, l[k])
			}
		}
	}
	return nil
}

// eachLayer calls a function for each chosen layer, all at once.
func (j *job) eachLayer(chosen []bool, do func(i int) error) error {
	errs := make([]error, len(chosen))
	var wg sync.WaitGroup
	for i, is := range chosen {
		if is {
			wg.Go(func() { errs[i] = do(i) })
		}
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// compare makes the cut of a layer by a tensor of the layer's shape.
func (j *job) compare(i int, what string, numbers *tensorflow.Tensor) error {
	name := j.freezings[i].Activation.Node.Name
	s, err := sharesOf(j.values[i].Shape(), j.rows[i], len(j.results))
	if err != nil {
		return fmt.Errorf("activation %q: %w", name, err)
	}
	c := &cut{shares: s, tensor: numbers, thresholds: make([]float32, len(j.results)), ordered: j.ordered != nil && numbers == j.values[i]}
	if c.numbers, err = tensorflow.Floats(numbers); err != nil {
		return err
	}
	j.cuts[i] = c
	if c.ordered {
		return nil
	}
	for k := range j.results {
		if err := checkFinite(what, name, s.of(c.numbers, k), s.shape); err != nil {
			return err
		}
	}
	return nil
}

// checkFinite refuses numbers of a layer that are infinite or NaN.
func checkFinite(what, layer string, numbers []float32, shape gr.Shape) error {
	if at := notFinite(numbers); at >= 0 {
		return fmt.Errorf("%s %q is %v at this input, at %s", what, layer, numbers[at], placeIn(at, shape))
	}
	return nil
}

// describe finds the thresholds of a layer by itself.
func (j *job) describe(i int) []Layer {
	c, all := j.cuts[i], make([]Layer, len(j.results))
	for k := range all {
		if c.ordered {
			all[k] = j.ordered[i].at(methods.Percentile.Of(j.request.Options))
			c.thresholds[k] = all[k].Threshold
			continue
		}
		v := c.of(c.numbers, k)
		l := Layer{Name: j.freezings[i].Activation.Node.Name, Shape: c.shape, Nodes: len(v)}
		l.Threshold, l.Positives, l.Selected = percentileOf(v, methods.Percentile.Of(j.request.Options))
		all[k], c.thresholds[k] = l, l.Threshold
	}
	return all
}

// levelOut gives all layers of an input the percentile of all their positive numbers.
func (j *job) levelOut(layers [][]Layer) {
	for k := range j.results {
		together, parts := &tally{}, [][]float32{}
		for _, c := range j.cuts {
			if c != nil {
				v := c.of(c.numbers, k)
				together.add(tallied(v))
				parts = append(parts, v)
			}
		}
		t, _, _ := together.threshold(methods.Percentile.Of(j.request.Options), parts...)
		for i, c := range j.cuts {
			if c == nil {
				continue
			}
			v := c.of(c.numbers, k)
			l := &layers[i][k]
			c.thresholds[k], l.Threshold, l.Selected = t, t, len(v)-less(v, t)
		}
	}
}

// thresholds returns the thresholds of a layer: a scalar for one input, [N,1,1,1] for
// several. If the layer does not hold the inputs along its first dimension, the shape
// is one that broadcasts to the right elements.
func (j *job) thresholds(layer int) (*tensorflow.Tensor, error) {
	c := j.cuts[layer]
	if len(j.results) == 1 {
		return tensorflow.Scalar(c.thresholds[0])
	}
	return tensorflow.New(c.broadcast(c.thresholds))
}

// mask marks the nodes of a layer that pass.
func (j *job) mask(layer int) (*tensorflow.Tensor, error) {
	return tensorflow.New(j.values[layer].Shape(), j.cuts[layer].passes())
}

// without is the threshold of a criterion that has none.
var without = float32(math.NaN())
