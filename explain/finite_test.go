package explain

import (
	"math"
	"testing"
)

// TestNotFinite: the first infinity or NaN is found wherever it is, and nothing else is.
func TestNotFinite(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	finite := []float32{0, float32(math.Copysign(0, -1)), 1, -1, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, math.Float32frombits(0x007fffff), math.Float32frombits(0x00800000)}
	for _, n := range []int{0, 1, 3, 4, 5, 1023, 1024, 1025, 4099} {
		values := make([]float32, n)
		for i := range values {
			values[i] = finite[i%len(finite)]
		}
		if at := notFinite(values); at != -1 {
			t.Errorf("%v at %d of %d is not finite", values[at], at, n)
		}
		for i := range values {
			for _, v := range []float32{inf, -inf, nan, math.Float32frombits(0xffc00000), math.Float32frombits(0x7f800001)} {
				values[i] = v
				if at := notFinite(values); at != i {
					t.Fatalf("%v at %d of %d was found at %d", v, i, n, at)
				}
			}
			values[i] = 1
			if i+1 < n {
				continue
			}
			values[n/2], values[n-1] = nan, inf
			if at := notFinite(values); at != n/2 {
				t.Errorf("of two, the one at %d was found, not the one at %d", at, n/2)
			}
		}
	}
}

func BenchmarkNotFinite(b *testing.B) {
	values := make([]float32, 1<<20)
	for b.Loop() {
		notFinite(values)
	}
}
