package pruned_test

import (
	"math"
	"slices"
	"testing"

	"tfreeze/internal/pruned"
)

// TestPacked: kernels that are packed change no bit of any map.
func TestPacked(t *testing.T) {
	across(t, func(t *testing.T, s *sample) {
		for i, m := range maps {
			var all [2][]float64
			for k, from := range []int{0, math.MaxInt} {
				e := pruned.New(s.net, 2)
				e.PackFrom(from)
				var err error
				if all[k], err = m(e, t, s); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(all[0], all[1]) {
				t.Errorf("map %d differs", i)
			}
		}
	})
}
