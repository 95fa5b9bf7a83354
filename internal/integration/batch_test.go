package integration

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/explain"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestBatch: inputs that go through together have the same maps as each alone, with
// targets, thresholds and noise of their own.
func TestBatch(t *testing.T) {
	e, g := tiny(t)
	scaled := make([]float32, len(g.x))
	for i := range scaled {
		scaled[i] = -2 * g.x[i]
	}
	inputs := [][]float32{g.x, scaled, readGolden(t, "tiny.case1").x}
	r := explain.NewRequest()
	r.Methods, r.Variants = methods.Served(), serving.Variants
	r.Options.Set(methods.Steps.Is(4), methods.Samples.Is(3))
	order := []string{}
	r.Each = func(result *explain.Result, a explain.Attribution) error {
		order = append(order, fmt.Sprint(a.Method, a.Variant, result.Score))
		return nil
	}
	together, err := e.ExplainBatch(context.Background(), g.shape, inputs, r)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(methods.Served()) * len(serving.Variants) * len(inputs); len(order) != n {
		t.Errorf("%d maps were handed over, want %d", len(order), n)
	}
	r.Each = nil
	for i, x := range inputs {
		alone, err := e.Explain(context.Background(), g.shape, x, r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alone.Layers, together[i].Layers); diff != "" || alone.Target != together[i].Target {
			t.Errorf("input %d: target %d, alone %d; layers %s", i, together[i].Target, alone.Target, diff)
		}
		for k, want := range alone.Attributions {
			got := together[i].Attributions[k]
			if order[k*len(inputs)+i] != fmt.Sprint(want.Method, want.Variant, together[i].Score) {
				t.Errorf("map %d of input %d was handed over out of turn", k, i)
			}
			if err := compare(got.Values, want.Values, tolerances.Of("rounding")); err != nil {
				t.Errorf("input %d, %s, %s: %v", i, want.Method, want.Variant, err)
			}
			if (got.ConvergenceDelta == nil) != (want.ConvergenceDelta == nil) {
				t.Errorf("input %d, %s, %s: a convergence delta of one alone", i, want.Method, want.Variant)
			}
		}
	}
}
