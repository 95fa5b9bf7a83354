package explain

import (
	"time"

	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// A Result holds the attributions of one input, and what the calibration found.
type Result struct {
	// Target is the class explained, -1 if classes are summed. Explained is the element
	// or sum of the scores that it is the class of, and Score its value.
	Target    int
	Explained targets.Target
	Score     float32
	// Scores are all scores, in C order: logits by default. Shape is their shape:
	// [classes], or with positions.
	Scores []float32
	Shape  []int64
	// Layers describe the frozen activations, dependencies first. Both frozen variants
	// share them.
	Layers []Layer
	// Attributions are ordered by method, and by variant within each method.
	Attributions []Attribution
	// Calibration is the time that the first run took.
	Calibration time.Duration
}

// Classes is the size of the scores' last dimension.
func (r *Result) Classes() int { return int(r.Shape[len(r.Shape)-1]) }

// A Layer describes one frozen activation at the input.
type Layer struct {
	Name  string
	Shape []int64
	// Threshold is the least number that passes, +Inf if no number is positive. The
	// criterion says what the numbers are: activations or contributions. It is NaN if the
	// nodes that pass were drawn at random or read from a file.
	Threshold float32
	// Nodes counts the layer's nodes, Positives those whose number is > 0, and Selected
	// those that pass. If there is no threshold, Positives counts positive activations.
	Nodes, Positives, Selected int
}

// An Attribution is a signed map, in C order.
type Attribution struct {
	Method  string
	Variant serving.Variant
	// Shape is that of the input, or [H,W] if the method gives one value to each pixel.
	Shape  []int64
	Values []float32
	// ConvergenceDelta is the sum of the attributions minus F(input) - F(baseline), for
	// the score F of the variant's network. It is nil for a method that does not
	// promise that both are equal.
	ConvergenceDelta *float64
	// Steps says how methods.Auto ended; nil if the number of steps was given.
	Steps *Steps
	// FrozenRelevance is the relevance that ended at frozen units, of which no input has a
	// share. It is nil for plain maps and for methods without relevance.
	FrozenRelevance *float64
	// Zero says why all values are 0, as far as that is known. It is empty if some
	// value is not 0.
	Zero string
	// Duration is the time that the method's runs took.
	Duration time.Duration
	// Engine is what computed the map, DenseEngine or PrunedEngine. Pairs counts, for
	// the latter, the multiply-adds that freezing leaves, at one point and forward, for
	// all inputs of the batch.
	Engine Engine
	Pairs  int64
}

// Steps is the number of points that methods.Auto took, and whether their convergence delta
// is within the tolerance.
type Steps struct {
	N       int
	Reached bool
}
