package integration

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// ofEngine are the maps that one engine computes.
func ofEngine(t *testing.T, e *explain.Explainer, shape []int64, x []float32, r explain.Request, engine explain.Engine) *explain.Result {
	t.Helper()
	r.Engine = engine
	result, err := e.Explain(context.Background(), shape, x, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestEngineOfBatch: inputs that go through together are pruned each for itself.
func TestEngineOfBatch(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = only(t, "integrated_gradients"), []serving.Variant{serving.Mask, serving.Threshold}, explain.PrunedEngine
	r.Options = methods.With(methods.Steps.Is(6), methods.Path.Is(methods.Endpoints))
	inputs := [][]float32{g.x, readGolden(t, "tiny.case1").x}
	together, err := e.ExplainBatch(context.Background(), g.shape, inputs, r)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range inputs {
		for k, want := range ofEngine(t, e, g.shape, x, r, explain.PrunedEngine).Attributions {
			if off, size := distance(want.Values, together[i].Attributions[k].Values); !(off <= tolerances.Of("pruned maps").L2*size) {
				t.Errorf("input %d, %s: off by %.2g from the input alone", i, want.Variant, off/size)
			}
		}
	}
}

// TestEnginesOnPaths: both engines give the same maps on every path, with several baselines.
func TestEnginesOnPaths(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "integrated_gradients"), []serving.Variant{serving.Mask, serving.Threshold}
	for _, path := range methods.Path.Names {
		r.Options = methods.With(methods.Steps.Is(6), methods.Path.Is(path), methods.Baseline.Is(methods.References{{Name: methods.Mean}, {Name: methods.Zero}}))
		dense := ofEngine(t, e, g.shape, g.x, r, explain.DenseEngine).Attributions
		for k, pruned := range ofEngine(t, e, g.shape, g.x, r, explain.PrunedEngine).Attributions {
			if off, size := distance(dense[k].Values, pruned.Values); !(off <= tolerances.Of("pruned maps").L2*size) {
				t.Errorf("%s, %s: off by %.2g", path, pruned.Variant, off/size)
			}
		}
	}
}

// TestAutoEngine: the engine is chosen by the work, and told.
func TestAutoEngine(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Options = methods.Served(), serving.Variants, methods.With(methods.Steps.Is(64))
	counted := 0
	for _, a := range ofEngine(t, e, g.shape, g.x, r, explain.AutoEngine).Attributions {
		if a.Engine == explain.PrunedEngine {
			counted++
		}
		if (a.Pairs > 0) != (a.Engine == explain.PrunedEngine) {
			t.Errorf("%s, %s: %d pairs, engine %s", a.Method, a.Variant, a.Pairs, a.Engine)
		}
		if a.Engine == explain.PrunedEngine && (a.Variant == serving.Plain || a.Method == "grad") {
			t.Errorf("%s, %s is pruned", a.Method, a.Variant)
		}
	}
	if counted == 0 {
		t.Error("no map is pruned, of 64 points")
	}
}

// TestPrunedEngineRefuses: asked for by name, it says what it cannot do.
func TestPrunedEngineRefuses(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = only(t, "smoothgrad"), []serving.Variant{serving.Threshold}, explain.PrunedEngine
	_, err := e.Explain(context.Background(), g.shape, g.x, r)
	if err == nil || !strings.Contains(err.Error(), "the pruned engine cannot compute it: it does not know smoothgrad frozen by threshold") {
		t.Errorf("%v", err)
	}
	r.Engine = "prune"
	if _, err := e.Explain(context.Background(), g.shape, g.x, r); err == nil || !strings.Contains(err.Error(), `"prune"`) {
		t.Errorf("%v", err)
	}
}

// TestMemoryOfEngine: a bound on the memory changes no bit of a pruned map. One that is too
// small is an error of the engine that was asked for, and the dense network's turn where
// none was.
func TestMemoryOfEngine(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "integrated_gradients"), []serving.Variant{serving.Mask, serving.Threshold}
	r.Options.Set(methods.Path.Is(methods.Endpoints))
	want := ofEngine(t, e, g.shape, g.x, r, explain.PrunedEngine).Attributions
	r.Engine, r.Memory = explain.PrunedEngine, 1<<24
	for enough := 0; ; enough++ {
		result, err := e.Explain(context.Background(), g.shape, g.x, r)
		if err != nil {
			if !strings.HasSuffix(err.Error(), "the pruned engine cannot compute it: it needs more memory than it may take") || enough < 4 {
				t.Errorf("%d bounds are enough, and of %d bytes: %v", enough, r.Memory, err)
			}
			break
		}
		for i, a := range result.Attributions {
			if !slices.Equal(a.Values, want[i].Values) {
				t.Errorf("%d bytes give another map by %s", r.Memory, a.Variant)
			}
		}
		r.Memory /= 2
	}
	if a := ofEngine(t, e, g.shape, g.x, explain.Request{Methods: r.Methods, Variants: r.Variants, Options: r.Options, Parallel: 1}, "").Attributions[0]; a.Engine != explain.PrunedEngine {
		t.Errorf("%s is %s without a bound", a.Variant, a.Engine)
	}
	r.Memory, r.Progress = 1, func(done, total int) {
		if done > total {
			t.Errorf("run %d of %d", done, total)
		}
	}
	for _, a := range ofEngine(t, e, g.shape, g.x, r, explain.AutoEngine).Attributions {
		if a.Engine != explain.DenseEngine {
			t.Errorf("%s is %s in one byte", a.Variant, a.Engine)
		}
	}
	r.Memory = -1
	if _, err := e.Explain(context.Background(), g.shape, g.x, r); err == nil || !strings.Contains(err.Error(), "memory of -1 bytes") {
		t.Errorf("%v", err)
	}
}

// TestOnePassOfEngine: methods that go back in one pass have the bits of each alone.
func TestOnePassOfEngine(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "grad", "guided_backprop", "elrp", "grad_x_input", "saliency"), []serving.Variant{serving.Threshold, serving.Mask}
	for _, together := range ofEngine(t, e, g.shape, g.x, r, explain.PrunedEngine).Attributions {
		alone := r
		alone.Methods, alone.Variants = only(t, together.Method), []serving.Variant{together.Variant}
		if a := ofEngine(t, e, g.shape, g.x, alone, explain.PrunedEngine).Attributions[0]; !slices.Equal(a.Values, together.Values) || together.Engine != explain.PrunedEngine {
			t.Errorf("%s, %s: another map alone", a.Method, a.Variant)
		}
	}
}

// TestAt: a kept run answers requests with the bits of one that is made for each.
func TestAt(t *testing.T) {
	e, g := tiny(t)
	at, err := e.At(context.Background(), g.shape, g.x)
	if err != nil {
		t.Fatal(err)
	}
	requests := []explain.Request{explain.NewRequest(), explain.NewRequest(), explain.NewRequest()}
	requests[0].Methods, requests[0].Variants = methods.All, serving.Variants
	requests[0].Options.Set(methods.Steps.Is(40), methods.Samples.Is(3))
	requests[1].Options.Set(methods.Percentile.Is(30), methods.Steps.Is(40))
	requests[2].Methods, requests[2].Variants, requests[2].Target = only(t, "grad"), []serving.Variant{serving.Plain}, targets.Class(2)
	for i, r := range requests {
		want := run(t, e, g, r)
		got, err := at.Explain(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for k, a := range want.Attributions {
			if b := got.Attributions[k]; b.Engine != a.Engine || !slices.Equal(a.Values, b.Values) {
				t.Errorf("request %d: %s, %s: another map", i, a.Method, a.Variant)
			}
		}
		if got.Target != want.Target || !slices.EqualFunc(got.Layers, want.Layers, func(a, b explain.Layer) bool { return a.Threshold == b.Threshold }) {
			t.Errorf("request %d: another target or threshold", i)
		}
	}
	if _, err := e.At(context.Background(), g.shape, g.x[1:]); err == nil {
		t.Error("an input that is too small is taken")
	}
}

// TestLayersOfAt: the layers of a kept run are those of a request at that percentile, also
// once they are sorted, and by criteria of which only some can be looked up.
func TestLayersOfAt(t *testing.T) {
	e, g := tiny(t)
	at, err := e.At(context.Background(), g.shape, g.x)
	if err != nil {
		t.Fatal(err)
	}
	before := at.Bytes()
	r := explain.NewRequest()
	r.Methods = only(t, "grad")
	for _, p := range []float64{0, 12.5, 80, 99.9, 100} {
		r.Options = methods.With(methods.Percentile.Is(p))
		want := run(t, e, g, r)
		layers, err := at.Layers(p)
		if err != nil || len(layers) == 0 || !reflect.DeepEqual(layers, want.Layers) {
			t.Errorf("%v: %v, %v, want %v", p, layers, err, want.Layers)
		}
		for _, more := range []methods.Setting{methods.Percentile.Is(p), methods.PercentileOver.Is(methods.OverNetwork), methods.Criterion.Is("contribution"), methods.Criterion.Is("random:3")} {
			r := r
			r.Options = methods.With(methods.Percentile.Is(p), more)
			if c, _ := methods.CriterionOf(r.Options); c.MaskOnly() {
				r.Variants = []serving.Variant{serving.Mask}
			}
			want := run(t, e, g, r)
			got, err := at.Explain(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(got.Layers) != fmt.Sprint(want.Layers) {
				t.Errorf("%v: %v, want %v", p, got.Layers, want.Layers)
			}
			for k, a := range got.Attributions {
				if !slices.Equal(a.Values, want.Attributions[k].Values) {
					t.Errorf("%v, %s: another map", p, a.Variant)
				}
			}
		}
	}
	if after := at.Bytes(); before <= int64(4*len(g.x)) || after <= before {
		t.Errorf("%d bytes, then %d", before, after)
	}
	for _, p := range []float64{-1, 101, math.NaN()} {
		if _, err := at.Layers(p); err == nil {
			t.Errorf("percentile %v is taken", p)
		}
	}
}
