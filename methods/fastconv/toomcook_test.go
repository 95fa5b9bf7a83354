package fastconv

import (
	"math"
	"testing"

	"tfreeze/internal/tolerances"
)

// TestToomCook compares with the filter itself, in float64.
func TestToomCook(t *testing.T) {
	d := []float64{3, -1, 4, 1.5, -9, 2.6}
	taps := []float64{0.5, -2, 7}
	for _, points := range [][]float64{{0, 1}, {0, 1, -1}, {0, 1, -1, 2}, {0, 1, -1, 2, -2}, {0, 0.75, -0.75, 1.5, -1.5}} {
		f := newToomCook(points...)
		if want := len(points) - 1; f.m != want || len(f.a) != want {
			t.Errorf("points %v: %d results in %d rows, want %d", points, f.m, len(f.a), want)
		}
		products := times(f.b, d[:f.m+2])
		for i, g := range times(f.g, taps) {
			products[i] *= g
		}
		for i, y := range times(f.a, products) {
			if want := d[i]*taps[0] + d[i+1]*taps[1] + d[i+2]*taps[2]; math.Abs(y-want) > tolerances.Of("transforms of kernels").Value {
				t.Errorf("points %v: result %d is %g, want %g", points, i, y, want)
			}
		}
	}
}

func times(m [][]float64, v []float64) []float64 {
	sums := make([]float64, len(m))
	for i, row := range m {
		for j, w := range row {
			sums[i] += w * v[j]
		}
	}
	return sums
}
