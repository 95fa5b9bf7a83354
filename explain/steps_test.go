package explain

import "testing"

// TestSearch: more points are tried until the delta is within the tolerance, or two
// doublings in a row do not make it smaller.
func TestSearch(t *testing.T) {
	for name, c := range map[string]struct {
		deltas  []float64
		tried   int
		reached bool
	}{
		"at once":                    {[]float64{-0.5}, 1, true},
		"halved":                     {[]float64{8, -4, 2, 1, 0.5}, 4, true},
		"it rises once":              {[]float64{8, 9, 4, 3.9, 2, 0.9}, 6, true},
		"it stays":                   {[]float64{8, 4, -3.9, 3.8, 1}, 4, false},
		"it rises":                   {[]float64{8, 16, 32, 0}, 3, false},
		"slower than before, and on": {[]float64{8, 7, 6, 5, 4, 3, 2}, 7, false},
	} {
		var s search
		tried, reached := 0, false
		for tried < len(c.deltas) && !s.done {
			reached = s.add(c.deltas[tried], 1)
			tried++
		}
		if tried != c.tried || reached != c.reached {
			t.Errorf("%s: %d tried, reached %v, want %d, %v", name, tried, reached, c.tried, c.reached)
		}
	}
}
