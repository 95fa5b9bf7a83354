package explain

import (
	"math"
	"slices"

	"tfreeze/internal/quickselect"
)

// threshold returns the p-th percentile (0..100) of the strictly positive values. It
// equals numpy.percentile's, interpolated linearly in float64 and rounded to float32.
// If no value is positive, it is +Inf, so that nothing passes. n is the tally of
// values, of all parts. The other results count the positive values, and the values that
// reach the threshold.
func (n *tally) threshold(p float64, values ...[]float32) (t float32, positives, selected int) {
	positives = n.positives()
	if positives == 0 {
		return float32(math.Inf(1)), 0, 0
	}
	at := p / 100 * float64(positives-1)
	low := int(math.Floor(at))
	bin, below := n.find(low)
	near := inBin(values, bin)
	a := quickselect.Nth(near, low-below)
	b := a
	if low+1-below < len(near) {
		b = slices.Min(near[low+1-below:])
	} else if low+1 < positives {
		next, _ := n.find(low + 1)
		b = slices.Min(inBin(values, next))
	}
	t, selected = between(at, a, b, near, low-below, positives-below)
	return t, positives, selected
}

// between interpolates between the first-th value of those near, a, and the next one, b, and
// counts the values that reach the result, of those near and greater ones.
func between(at float64, a, b float32, near []float32, first, reached int) (t float32, selected int) {
	if t = float32(lerp(float64(a), float64(b), at-math.Floor(at))); t > a {
		return t, reached - first - 1
	}
	return t, reached - less(near, a)
}

func less(values []float32, than float32) int {
	n := 0
	for _, v := range values {
		if v < than {
			n++
		}
	}
	return n
}

// lerp interpolates as numpy does: at t = 1 it gives b exactly.
func lerp(a, b, t float64) float64 {
	if t >= 0.5 {
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}
