package quickselect

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 40; n++ {
		values := make([]int, n)
		for i := range values {
			values[i] = r.IntN(n) // with equal ones
		}
		sorted := slices.Sorted(slices.Values(values))
		for k := range n {
			if got := Nth(slices.Clone(values), k); got != sorted[k] {
				t.Fatalf("%v: the %d-th is %d, not %d", values, k, got, sorted[k])
			}
		}
	}
}
