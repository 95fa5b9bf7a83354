package explain

import (
	"math"
	"slices"

	"tfreeze/internal/kernels"
	"tfreeze/internal/quickselect"
)

// Of manyValues on, a sample of each sampleStep-th value pays. The step is a prime: it
// visits all channels in turn.
const manyValues, sampleStep = 1 << 14, 61

// percentileOf is what tally.threshold makes of values alone. Of many values, a sample tells
// two between which the percentile is most likely; one pass then counts those below, and lists
// those between. That takes a quarter of a tally's time, which does it where the sample was
// wrong.
func percentileOf(values []float32, p float64) (t float32, positives, selected int) {
	if len(values) >= manyValues {
		if t, positives, selected, ok := bySample(values, p); ok {
			return t, positives, selected
		}
	}
	return tallied(values).threshold(p, values)
}

func bySample(values []float32, p float64) (t float32, positives, selected int, ok bool) {
	low, high, room := bracket(values, p)
	near := make([]float32, room)
	positives, reached, n := kernels.Best().Sift(values, low, high, near)
	at := p / 100 * float64(positives-1)
	below := positives - reached
	first := int(math.Floor(at)) - below
	last := max(first, min(first+1, reached-1))
	if n > room || first < 0 || last >= n {
		return 0, 0, 0, false
	}
	near = near[:n]
	a := quickselect.Nth(near, first)
	b := a
	if last > first {
		b = slices.Min(near[last:])
	}
	t, selected = between(at, a, b, near, first, reached)
	return t, positives, selected, true
}

// bracket returns two values between which the percentile of the positive ones is, but for one
// sample in ten thousand, with room for those between.
func bracket(values []float32, p float64) (low, high float32, room int) {
	var sample []float32
	for i := 0; i < len(values); i += sampleStep {
		if v := values[i]; v > 0 {
			sample = append(sample, v)
		}
	}
	low, high = math.SmallestNonzeroFloat32, float32(math.Inf(1))
	// A sample's rank is off by the deviation of a binomial number.
	q, n := p/100, len(sample)
	off := 4*math.Sqrt(q*(1-q)*float64(n)) + 1
	from, to := int(q*float64(n)-off), int(q*float64(n)+off)
	if to < n {
		high = math.Nextafter32(quickselect.Nth(sample, to), high)
		sample = sample[:to]
	}
	if from > 0 {
		low = quickselect.Nth(sample, from)
	}
	return low, high, (min(to, n) - max(from, 0) + 8) * sampleStep * 3 / 2
}
