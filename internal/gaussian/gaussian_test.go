package gaussian

import (
	"math"
	"slices"
	"testing"
)

// TestKernel: the whole kernel sums to 1, and falls as a Gaussian does.
func TestKernel(t *testing.T) {
	for sigma, reach := range map[float64]int{0.1: 0, 0.8: 3, 2: 8} {
		k := Kernel(sigma)
		sum := k[0]
		for i, v := range k[1:] {
			sum += 2 * v
			if want := math.Exp(-float64((i+1)*(i+1)) / (2 * sigma * sigma)); math.Abs(v/k[0]-want) > 1e-15 {
				t.Errorf("%v: element %d is %v of the middle, want %v", sigma, i+1, v/k[0], want)
			}
		}
		if len(k) != reach+1 || math.Abs(sum-1) > 1e-15 {
			t.Errorf("%v: a reach of %d, a sum of %v", sigma, len(k)-1, sum)
		}
	}
}

// TestBlur: beyond the ends are zeros, or the line's mirror image; other elements stay.
func TestBlur(t *testing.T) {
	kernel := []float64{0.5, 0.125, 0.125} // of the reach of this line and beyond it
	for _, c := range []struct {
		border Border
		want   []float64
	}{
		{Zeros, []float64{8*0.5 + 16*0.125, 9, 16*0.5 + 8*0.125, 9}},
		{Mirror, []float64{8*0.5 + (8+16)*0.125 + (16+16)*0.125, 9, 16*0.5 + (8+16)*0.125 + (8+8)*0.125, 9}},
	} {
		x := []float64{8, 9, 16, 9}
		Blur(x, 2, 2, kernel, c.border)
		if !slices.Equal(x, c.want) {
			t.Errorf("border %d: %v, want %v", c.border, x, c.want)
		}
	}
}
