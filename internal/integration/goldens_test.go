package integration

import (
	"context"
	"math"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestGoldens compares every method and variant with the original Python code.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			e := open(t, load(t, f.source(t)))
			for _, name := range f.goldens {
				g := readGolden(t, name)
				for _, v := range serving.Variants {
					compareVariant(t, e, g, v)
				}
			}
		})
	}
}

// TestExactGoldens does the same with the plain gradient rules.
func TestExactGoldens(t *testing.T) {
	for _, f := range networks {
		t.Run(f.name, func(t *testing.T) {
			m := load(t, f.source(t))
			if _, err := gen.Build(m, gen.Options{Exact: true}); err != nil {
				t.Fatal(err)
			}
			e, g := open(t, m), readGolden(t, f.goldens[0])
			for _, v := range serving.Variants {
				compareVariant(t, e, g, v)
			}
		})
	}
}

// TestPrunedGoldens holds the pruned engine against the original Python code.
func TestPrunedGoldens(t *testing.T) {
	for _, f := range networks {
		t.Run(f.name, func(t *testing.T) {
			e, g := open(t, load(t, f.source(t))), readGolden(t, f.goldens[0])
			for _, v := range []serving.Variant{serving.Threshold, serving.Mask} {
				r := explain.NewRequest()
				r.Methods = slices.DeleteFunc(slices.Clone(methods.Served()), func(m methods.Method) bool { return e.Prunes(m, v) != nil })
				r.Variants, r.Engine = []serving.Variant{v}, explain.PrunedEngine
				r.Options.Set(methods.Noise.Is(g.arrays["noise"].data), methods.Steps.Is(10))
				got := mapsByMethod(run(t, e, g, r))
				got["intgrad10"] = got["integrated_gradients"]
				r.Methods = only(t, "integrated_gradients")
				r.Options.Set(methods.Path.Is(methods.Endpoints), methods.Steps.Is(25))
				got["pair_ig25"] = mapsByMethod(run(t, e, g, r))["integrated_gradients"]
				for name := range goldenMaps {
					if values, ok := got[name]; ok {
						if err := compare(values, g.want(v, name), tolerances.Of("pruned maps of goldens")); err != nil {
							t.Errorf("%s, %s: %v", name, v, err)
						}
					}
				}
			}
		})
	}
}

func mapsByMethod(r *explain.Result) map[string][]float32 {
	maps := map[string][]float32{}
	for _, a := range r.Attributions {
		maps[a.Method] = a.Values
	}
	return maps
}

func compareVariant(t *testing.T, e *explain.Explainer, g *golden, v serving.Variant) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = methods.Served(), []serving.Variant{v}, explain.DenseEngine
	r.Options.Set(methods.Noise.Is(g.arrays["noise"].data), methods.Steps.Is(10))
	result := run(t, e, g, r)
	if want := int(g.arrays["target"].data[0]); result.Target != want {
		t.Errorf("%s, %s: target %d, want %d", g.name, v, result.Target, want)
	}
	if err := compare(result.Scores, g.arrays["logits"].data, tolerances.Of("rounding")); err != nil {
		t.Errorf("%s, %s: logits: %v", g.name, v, err)
	}
	got := mapsByMethod(result)
	got["intgrad10"] = got["integrated_gradients"]
	r.Methods = only(t, "integrated_gradients")
	r.Options.Set(methods.Path.Is(methods.Endpoints), methods.Steps.Is(25))
	got["pair_ig25"] = run(t, e, g, r).Attributions[0].Values
	for method := range goldenMaps {
		if err := compare(got[method], g.want(v, method), allowed(g.name, method, v)); err != nil {
			t.Errorf("%s, %s, %s: %v", g.name, method, v, err)
		}
	}
	compareDerived(t, g, v, got)
	if v != serving.Plain {
		compareThresholds(t, g, result)
	} else if len(result.Layers) > 0 {
		t.Errorf("%s: %d layers of thresholds for a map without any", g.name, len(result.Layers))
	}
}

// compareDerived checks the methods that follow from the gradient.
func compareDerived(t *testing.T, g *golden, v serving.Variant, got map[string][]float32) {
	t.Helper()
	grad := g.want(v, "grad")
	product, absolute := make([]float32, len(grad)), make([]float32, len(grad))
	for i := range grad {
		product[i], absolute[i] = grad[i]*g.x[i], float32(math.Abs(float64(grad[i])))
	}
	if err := compare(got["grad_x_input"], product, allowed(g.name, "grad", v)); err != nil {
		t.Errorf("%s, grad_x_input, %s: %v", g.name, v, err)
	}
	if err := compare(got["saliency"], absolute, allowed(g.name, "grad", v)); err != nil {
		t.Errorf("%s, saliency, %s: %v", g.name, v, err)
	}
}

func compareThresholds(t *testing.T, g *golden, r *explain.Result) {
	t.Helper()
	want := g.arrays["threshold/thresholds"].data
	if len(r.Layers) != len(want) {
		t.Fatalf("%d layers, want %d", len(r.Layers), len(want))
	}
	allowed := tolerances.Of("rounding").Value
	for i, l := range r.Layers {
		if math.Abs(float64(l.Threshold-want[i])) > allowed*math.Abs(float64(want[i])) {
			t.Errorf("%s: threshold of %s: %v, want %v", g.name, l.Name, l.Threshold, want[i])
		}
	}
}

func run(t *testing.T, e *explain.Explainer, g *golden, r explain.Request) *explain.Result {
	t.Helper()
	result, err := e.Explain(context.Background(), g.shape, g.x, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
