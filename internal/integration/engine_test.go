package integration

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
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

// both are the methods that the pruned engine has in both variants, and noisy those that
// it has by mask.
var both, noisy = []string{"grad", "guided_backprop", "elrp", "integrated_gradients", "grad_x_input", "saliency"},
	[]string{"smoothgrad", "vargrad", "deeplift", "smooth_guided_backprop"}

// compareEngines holds the pruned engine against the dense network, at three percentiles.
func compareEngines(t *testing.T, e *explain.Explainer, shape []int64, x []float32) {
	t.Helper()
	nonzero := 0
	for _, p := range []float64{60, 80, 95} {
		r := explain.NewRequest()
		r.Options = methods.With(methods.Percentile.Is(p), methods.Steps.Is(5), methods.Samples.Is(3))
		for _, part := range []struct {
			methods  []string
			variants []serving.Variant
		}{{both, []serving.Variant{serving.Mask, serving.Threshold}}, {noisy, []serving.Variant{serving.Mask}}} {
			r.Methods, r.Variants = only(t, part.methods...), part.variants
			dense, pruned := ofEngine(t, e, shape, x, r, explain.DenseEngine), ofEngine(t, e, shape, x, r, explain.PrunedEngine)
			for i, a := range dense.Attributions {
				b := pruned.Attributions[i]
				if a.Engine != explain.DenseEngine || b.Engine != explain.PrunedEngine {
					t.Errorf("%s, %s: engines %s and %s", a.Method, a.Variant, a.Engine, b.Engine)
				}
				off, size := distance(a.Values, b.Values)
				if size > 0 {
					nonzero++
				}
				if !(off <= tolerances.Of("pruned maps").L2*size) {
					t.Errorf("p = %v, %s, %s: the engines differ by %.2g of %.3g", p, a.Method, a.Variant, off/size, size)
				}
			}
		}
	}
	if nonzero < 20 {
		t.Errorf("%d of the maps are not 0", nonzero)
	}
}

// distance is the L2 norm of b - a, and that of a.
func distance(a, b []float32) (off, size float64) {
	for i := range a {
		x, d := float64(a[i]), float64(b[i])-float64(a[i])
		off, size = off+d*d, size+x*x
	}
	return math.Sqrt(off), math.Sqrt(size)
}

// TestEngines: the pruned engine computes the maps of the dense network.
func TestEngines(t *testing.T) {
	for _, name := range []string{"resnet", "densenet"} {
		t.Run(name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"zoo/"+name+".npz")
			m := load(t, savedmodels.Source{Path: filepath.Join(unpack(t, testdata+"zoo/"+name+".tar.gz"), "model")})
			if _, err := gen.Build(m, gen.Options{}); err != nil {
				t.Fatal(err)
			}
			x := recorded["x"]
			compareEngines(t, open(t, m), int64s(x.shape[1:]), x.data[:len(x.data)/x.shape[0]])
		})
	}
	t.Run("tiny", func(t *testing.T) {
		e, g := tiny(t)
		compareEngines(t, e, g.shape, g.x)
	})
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
