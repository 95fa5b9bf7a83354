package explain

import (
	"time"

	"tfreeze/methods/serving"
)

// A Result is what was found out about one input.
type Result struct {
	// Target is the class explained, and Score its score.
	Target int
	Score  float32
	// Scores are those of all classes: logits as a rule.
	Scores []float32
	// Layers describe the frozen activations, dependencies first; they are the
	// same for both frozen variants.
	Layers []Layer
	// Attributions come method by method, and in each variant by variant.
	Attributions []Attribution
	// Calibration is how long the first run took.
	Calibration time.Duration
}

// A Layer is one activation at the input.
type Layer struct {
	Name  string
	Shape []int64
	// Threshold is +Inf where no activation is positive.
	Threshold float32
	// Of Nodes activations, Positives are > 0 and Selected reach the threshold.
	Nodes, Positives, Selected int
}

// An Attribution is a signed map in the input's shape, C order.
type Attribution struct {
	Method  string
	Variant serving.Variant
	Values  []float32
	// ConvergenceDelta is the sum of the attributions less F(input) - F(baseline), on
	// the same, frozen network; nil where the method promises nothing of it.
	ConvergenceDelta *float64
	// Zero says why all values are 0, if they are, as far as that is known.
	Zero string
	// Duration is how long the method's runs took.
	Duration time.Duration
}
