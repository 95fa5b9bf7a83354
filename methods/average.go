package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// An average is a method that takes means over the gradients at several points: in a
// graph that serves it, and outside, as explain runs it. Both give the same bits.
type average struct {
	// rules are the gradient's own; nil differentiates.
	rules autodiff.Override
	// emit adds the loop to a graph.
	emit func(l *serving.Loop, a serving.Arguments) (gr.Output, error)
	// points are those that are run outside of it.
	points func(in Inputs, v Values) Points
}

// Inputs are what a method is evaluated for.
type Inputs struct {
	// X holds the elements of all inputs, Size for each.
	X    []float32
	Size int
	// Normal writes the k-th sample of a seed: a standard normal number for each
	// element of one input.
	Normal func(seed, k uint64, into []float32) error
}

// Points are where the gradients of a method are evaluated, and what is made of them.
type Points struct {
	// N is how many points there are, for each input; Write writes the k-th of all
	// inputs.
	N     int
	Write func(k int, into []float32) error
	// Powers of the gradients, each 1 or more, are averaged over the points, in
	// float64.
	Powers []int
	// Of is the attribution of the i-th element of all inputs, by those means.
	Of func(i int, means []float64) float64
}

// Points are those of a method that has a PointMethod, for inputs that Values.Fits
// holds for.
func (m Method) Points(in Inputs, v Values) Points { return m.average.points(in, v) }

// BaselineOf is what an element of inputs, one after the other, is at the baseline.
func BaselineOf(v Values) func(i int) float64 {
	baseline := Baseline.Of(v)
	return func(i int) float64 {
		if baseline == nil {
			return 0
		}
		return float64(baseline[i%len(baseline)])
	}
}
