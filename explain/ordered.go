package explain

import (
	"fmt"
	"math"
	"slices"
	"sync"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// ordered are the activations of a layer at one input. Any percentile of them is a
// look-up.
type ordered struct {
	name  string
	shape gr.Shape
	nodes int
	// positives are in increasing order.
	positives []float32
}

// at describes the layer at a percentile, as tally.threshold has it.
func (o ordered) at(p float64) Layer {
	n := len(o.positives)
	l := Layer{Name: o.name, Shape: o.shape, Threshold: float32(math.Inf(1)), Nodes: o.nodes, Positives: n}
	if n == 0 {
		return l
	}
	at := p / 100 * float64(n-1)
	low := int(math.Floor(at))
	a, b := o.positives[low], o.positives[min(low+1, n-1)]
	l.Threshold = float32(lerp(float64(a), float64(b), at-float64(low)))
	below, _ := slices.BinarySearch(o.positives, l.Threshold)
	l.Selected = n - below
	return l
}

// Layers describes the layers at a percentile of their activations. The first call sorts
// each layer's positive activations; further calls, and requests of Explain, look the
// thresholds up. There are no layers if nothing is frozen.
func (a *At) Layers(percentile float64) ([]Layer, error) {
	if !(percentile >= 0 && percentile <= 100) {
		return nil, RequestError{fmt.Errorf("percentile %v is not in 0..100", percentile)}
	}
	all, err := a.order()
	layers := make([]Layer, len(all))
	for i, o := range all {
		layers[i] = o.at(percentile)
	}
	return layers, err
}

// order sorts the layers, once.
func (a *At) order() ([]ordered, error) {
	a.sorting.Lock()
	defer a.sorting.Unlock()
	if all := a.sorted.Load(); all != nil {
		return *all, nil
	}
	e := a.explainer
	if !slices.ContainsFunc(e.variants, frozen) {
		return nil, nil
	}
	all, errs := make([]ordered, len(e.freezings)), make([]error, len(e.freezings))
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { all[i], errs[i] = a.sort(i) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	a.sorted.Store(&all)
	return all, nil
}

// sort sorts a layer. A batch that was filled holds the same input several times.
func (a *At) sort(i int) (ordered, error) {
	e := a.explainer
	activation := e.freezings[i].Activation
	o := ordered{name: activation.Node.Name}
	t := a.fetched[e.plain.of(activation).String()]
	s, err := sharesOf(t.Shape(), e.rows[i], max(1, e.Batch()))
	if err != nil {
		return o, fmt.Errorf("activation %q: %w", o.name, err)
	}
	numbers, err := tensorflow.Floats(t)
	if err != nil {
		return o, err
	}
	v := s.of(numbers, 0)
	if err := checkFinite("activation", o.name, v, s.shape); err != nil {
		return o, err
	}
	o.shape, o.nodes = s.shape, len(v)
	for _, v := range v {
		if v > 0 {
			o.positives = append(o.positives, v)
		}
	}
	o.positives = slices.Clip(o.positives)
	slices.Sort(o.positives)
	return o, nil
}

// Bytes is about how much memory the input's run takes.
func (a *At) Bytes() int64 {
	elements := int64(len(a.x))
	for _, t := range a.fetched {
		elements += gr.Shape(t.Shape()).Elements()
	}
	if all := a.sorted.Load(); all != nil {
		for _, o := range *all {
			elements += int64(cap(o.positives))
		}
	}
	return 4 * elements
}
