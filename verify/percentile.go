package verify

import (
	"math"
	"slices"
)

// percentileOf is the p-th percentile of the strictly positive values, by linear
// interpolation. It sorts all of them, unlike package explain, and works in float64. If
// no value is positive it is infinite, so that none reaches it.
func percentileOf(values []float64, p float64) float64 {
	positive := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return !(v > 0) })
	if len(positive) == 0 {
		return math.Inf(1)
	}
	slices.Sort(positive)
	at := p / 100 * float64(len(positive)-1)
	low := int(math.Floor(at))
	a, b := positive[low], positive[min(low+1, len(positive)-1)]
	if a == b || at == float64(low) {
		return a
	}
	return a + (b-a)*(at-float64(low))
}
