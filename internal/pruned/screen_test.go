package pruned_test

import (
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned"
)

// chain makes convolutions behind each other, with an activation behind each: candidates of all
// but the first are bounded where there are many points.
func chain(t *testing.T, seed uint64) *sample {
	s := begin(t, seed)
	s.numbers = func() float64 { return s.r.NormFloat64() / 4 } // few of the units are at 6
	var activations []gr.Activation
	o, channels := s.input, int64(3)
	for i := range 4 {
		const to = 20
		attrs := gr.Attrs{"strides": []int{1, 1, 1, 1}, "dilations": []int{1, 1, 1, 1}, "padding": "SAME"}
		u := s.op("Conv2D", gr.Shape{1, 7, 6, to}, attrs, o, s.weights(3, 3, channels, to))
		op := []string{"Relu", "Relu6"}[(int(seed)+i)%2]
		o, channels = s.op(op, u.Shape(), nil, u), to
		activations = append(activations, gr.Activation{Kind: op, Input: u, Output: o})
	}
	s.end(o, false)
	s.finish(activations, 80)
	return s
}

// TestScreened: the units that a bound leaves out pass at no point. Without enough points at
// once there are no bounds, and the map is the same to the bit.
func TestScreened(t *testing.T) {
	for seed := range uint64(10) {
		s := chain(t, seed)
		from, alphas := s.path(90)
		var maps [2][]float64
		for i, columns := range []int{16, 112} {
			e := pruned.New(s.net, 1+i)
			e.Columns = columns
			_, maps[i] = s.integrated(t, e, from, alphas)
		}
		if !slices.Equal(maps[0], maps[1]) {
			t.Errorf("seed %d: bounds change the map", seed)
		}
		if slices.Max(maps[0]) <= 0 {
			t.Errorf("seed %d: the map is 0", seed)
		}
	}
}
