package integration

import (
	"fmt"
	"maps"
	"math"
	"strings"

	"tfreeze/explain"
)

// A tolerance bounds the difference between two maps: the largest one over the
// largest |b|, and the relative L2 error ||a - b|| / ||b||.
type tolerance struct{ max, l2 float64 }

type byVariant map[explain.Variant]tolerance

// tolerances stand above what the original code differs from itself by, with
// other kernels and threads on one processor (testdata/goldens/README.md).
var tolerances = map[string]byVariant{
	// Rounding alone: 1e-6.
	"grad":            {explain.Plain: {1e-5, 1e-5}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	"guided_backprop": {explain.Plain: {1e-5, 1e-5}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// A node within an ulp of zero, or of its threshold, flips.
	"smooth_guided_backprop": {explain.Plain: {1e-4, 1e-4}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Units with |u| near eps.
	"elrp": {explain.Plain: {2e-3, 2e-3}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// The branch at a difference of 1e-5.
	"deeplift": {explain.Plain: {2e-4, 2e-4}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// A max-pool tie, a ReLU at zero or a node at its threshold flips one patch.
	"smoothgrad": {explain.Plain: {2e-2, 5e-3}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Samples near the baseline have ties.
	"intgrad10": {explain.Plain: {5e-3, 5e-3}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Its alpha = 0 sample is a constant image: every max-pool ties.
	"pair_ig25": {explain.Plain: {3e-2, 1e-2}, explain.Threshold: {2e-3, 2e-3}, explain.Mask: {1e-5, 1e-5}},
}

// The kernels of another processor round otherwise, and vgg_16_small has units
// that this moves across eps, zero or a tie. Python's own maps on an AMD EPYC
// with AVX-512 (TensorFlow 2.21.0, the rules written anew, oneDNN off and on)
// are off the recorded ones by 4.6e-3 and 3.0e-3 for elrp, 4.8e-4 for
// smooth_guided_backprop, 1.1e-5 for pair_ig25 by mask. There tfreeze's elrp is
// Python's to the bit, and the other two are within 1e-7 of it. About twice as
// much is allowed.
var otherProcessors = map[string]byVariant{
	"smooth_guided_backprop": {explain.Plain: {1e-3, 1e-4}},
	"elrp":                   {explain.Plain: {1e-2, 3e-3}},
	"pair_ig25":              {explain.Mask: {2.5e-5, 1e-5}},
}

// allowed is the tolerance of a map of that golden.
func allowed(golden, method string, v explain.Variant) tolerance {
	rows := maps.Clone(tolerances[method])
	if strings.HasPrefix(golden, "vgg_16_small.") {
		maps.Copy(rows, otherProcessors[method])
	}
	return rows[v]
}

// logits and thresholds are allowed a relative error of 5e-6, over the largest
// logit or the threshold itself. They cannot be equal bit for bit: Python's own
// on the processor above differ by 1.9e-6 from the recorded ones, as tfreeze's,
// which are Python's there to the bit.
const rounding = 5e-6

func compare(got, want []float32, allowed tolerance) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, want %d", len(got), len(want))
	}
	var largest, worst, squares, scale float64
	for i := range want {
		w, d := float64(want[i]), math.Abs(float64(got[i])-float64(want[i]))
		largest, worst = max(largest, math.Abs(w)), max(worst, d)
		squares, scale = squares+d*d, scale+w*w
	}
	if !(worst <= allowed.max*largest) || !(math.Sqrt(squares) <= allowed.l2*math.Sqrt(scale)) {
		return fmt.Errorf("off by %.2g of the largest, %.2g in L2; allowed %g, %g",
			worst/largest, math.Sqrt(squares/scale), allowed.max, allowed.l2)
	}
	return nil
}
