package report

import (
	"fmt"
	"math"
	"slices"
)

// clipAt returns the value at which a view clips.
func clipAt(values []float32, percentile float64) (float64, error) {
	if !(percentile >= 0 && percentile <= 100) {
		return 0, fmt.Errorf("percentile %v is not between 0 and 100", percentile)
	}
	return quantile(values, percentile), nil
}

// quantile computes numpy.percentile with linear interpolation.
func quantile(values []float32, percentile float64) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	at := percentile / 100 * float64(len(sorted)-1)
	low := int(math.Floor(at))
	high := min(low+1, len(sorted)-1)
	a, b, t := float64(sorted[low]), float64(sorted[high]), at-float64(low)
	if t >= 0.5 {
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}
