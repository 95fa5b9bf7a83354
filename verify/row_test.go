package verify

import (
	"math"
	"slices"
	"testing"

	"tfreeze/internal/tolerances"
)

func TestApart(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		got, want []float32
		apart     float64
	}{
		{[]float32{1, 2}, []float32{1, 2}, 0},
		{[]float32{1, 3}, []float32{1, 4}, 0.25},
		{[]float32{0, 0}, []float32{0, 0}, 0},
		{[]float32{1e-9}, []float32{0}, math.Inf(1)},
		{[]float32{1}, []float32{1, 2}, math.Inf(1)},
		{[]float32{nan}, []float32{1}, math.Inf(1)},
		{[]float32{inf}, []float32{inf}, math.Inf(1)},
	} {
		if got := apart(c.got, c.want); got != c.apart {
			t.Errorf("%v, %v: %v, want %v", c.got, c.want, got, c.apart)
		}
	}
}

func TestJudge(t *testing.T) {
	c := &check{name: "c", limit: tolerances.Row{Value: 0.1, Reason: "so it is"}}
	for _, one := range []struct {
		check      *check
		difference float64
		verdict    Verdict
	}{
		{c, 0.1, Passed}, {c, 0.2, Failed}, {c.allowing(0.5), 0.2, Passed}, {c, math.NaN(), Failed}, {c, math.Inf(1), Failed},
	} {
		got := one.check.judge("x", one.difference)
		if got.Verdict != one.verdict || (got.Note == "so it is") != (got.Verdict == Failed) {
			t.Errorf("%+v, want %s", got, one.verdict)
		}
	}
}

// TestSample: the largest half comes first, nothing comes twice, and the seed
// chooses the others.
func TestSample(t *testing.T) {
	g := make([]float64, 100)
	for i := range g {
		g[i] = float64(i%50) - 25
	}
	g[7], g[90] = -80, 70
	a, b := sample(g, 4, 1), sample(g, 4, 2)
	if !slices.Equal(a[:2], []int{7, 90}) || !slices.Equal(b[:2], []int{7, 90}) || slices.Equal(a, b) {
		t.Errorf("%v, %v", a, b)
	}
	all := sample(g, 1000, 1)
	slices.Sort(all)
	if len(all) != 100 || len(slices.Compact(all)) != 100 {
		t.Errorf("%d of 100 elements", len(all))
	}
}
