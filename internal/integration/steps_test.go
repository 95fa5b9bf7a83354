package integration

import (
	"math"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestAutoSteps: the map has the fewest points, doubled from 25, whose convergence delta is
// within the tolerance, for each input of a batch by itself; with that number given it is the
// same to the bit. Where no number is enough, the last one tried is told.
func TestAutoSteps(t *testing.T) {
	e, g := tiny(t)
	inputs := [][]float32{g.x, readGolden(t, "tiny.case1").x}
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = only(t, "integrated_gradients", "grad"), serving.Variants, explain.DenseEngine
	at := func(v methods.Values) []*explain.Result {
		t.Helper()
		r.Options = v
		results, err := e.ExplainBatch(t.Context(), g.shape, inputs, r)
		if err != nil {
			t.Fatal(err)
		}
		return results
	}
	var ends []bool
	for tolerance, paths := range map[float64][]string{0.2: methods.Path.Names, 0.001: {methods.Right}} {
		for _, path := range paths {
			base := methods.With(methods.Path.Is(path), methods.Tolerance.Is(tolerance))
			auto := at(base.With(methods.Steps.Is(methods.Auto)))
			given := map[int][]*explain.Result{}
			for i, result := range auto {
				for k, a := range result.Attributions[3:] {
					last := slices.Index(methods.AutoSteps, a.Steps.N)
					ends = append(ends, a.Steps.Reached)
					for try, n := range methods.AutoSteps[:last+1] {
						if given[n] == nil {
							given[n] = at(base.With(methods.Steps.Is(n)))
						}
						want := given[n][i].Attributions[3+k]
						var sum float64
						for _, v := range want.Values {
							sum += float64(v)
						}
						reached := math.Abs(*want.ConvergenceDelta) <= tolerance*math.Abs(sum-*want.ConvergenceDelta)
						if reached != (try == last && a.Steps.Reached) {
							t.Errorf("%s, input %d, %s: %d points are enough: %v, but %d were taken", path, i, a.Variant, n, reached, a.Steps.N)
						}
						if try == last && (!slices.Equal(want.Values, a.Values) || *want.ConvergenceDelta != *a.ConvergenceDelta) {
							t.Errorf("%s, input %d, %s: the map is not that of %d points", path, i, a.Variant, n)
						}
					}
				}
				if a := result.Attributions[0]; a.Steps != nil {
					t.Errorf("%s has %+v steps", a.Method, a.Steps)
				}
			}
		}
	}
	if !slices.Contains(ends, true) || !slices.Contains(ends, false) {
		t.Errorf("of the maps %v reached the tolerance: both must occur", ends)
	}
}
