package integration

import (
	"math"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestScoreAtBaseline: the score at the baseline is the same whether a method's own run
// computes it, as DeepLIFT's does, or another run. The output of the signature is the
// same, too. The value derived from the convergence delta is rounded in float64.
func TestScoreAtBaseline(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	e, s := open(t, m), session(t, m)
	r := explain.NewRequest()
	r.Variants = serving.Variants
	baseline := make([]float32, len(g.x))
	for i := range baseline {
		baseline[i] = g.x[len(g.x)-1-i] / 2
	}
	r.Options.Set(methods.Steps.Is(1), methods.Baseline.Is(methods.BaselineArray(baseline)))
	inputs := map[string]*tensorflow.Tensor{"input": batchOf(t, g), "baseline": tensor(t, append([]int64{1}, g.shape...), baseline)}
	r.Methods = only(t, "integrated_gradients")
	want, allowed := atBaseline(run(t, e, g, r)), tolerances.Of("scores at the baseline").Value
	for _, method := range []string{"deeplift", "deeplift_maxpool"} {
		r.Methods = only(t, method)
		for v, score := range atBaseline(run(t, e, g, r)) {
			if d := math.Abs(score - want[v]); d > allowed {
				t.Errorf("%s, %s: F(baseline) is off by %v", method, v, d)
			}
			name := method + suffixes[v] + serving.WithOptions
			if got := call(t, s, m, name, inputs).baselineScore; len(got) != 1 || math.Abs(float64(got[0])-want[v]) > allowed {
				t.Errorf("%s: a score of %v at the baseline, not %v", name, got, want[v])
			}
		}
	}
	if want[serving.Plain] == want[serving.Mask] {
		t.Error("freezing changes nothing at the baseline")
	}
}

// atBaseline returns F(baseline) for each variant, derived from the convergence delta.
func atBaseline(result *explain.Result) map[serving.Variant]float64 {
	scores := map[serving.Variant]float64{}
	for _, a := range result.Attributions {
		score := *a.ConvergenceDelta + float64(result.Score)
		for _, v := range a.Values {
			score -= float64(v)
		}
		scores[a.Variant] = score
	}
	return scores
}

// TestSeveralBaselines: the map and the convergence delta of several baselines are the means
// of those of each, by both engines, and for each input of a batch.
func TestSeveralBaselines(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	e := open(t, load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"}))
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "integrated_gradients", "deeplift", "deeplift_maxpool", "guided_ig"), serving.Variants
	r.Flat = func(pixel uint8) ([]float32, error) {
		return slices.Repeat([]float32{float32(pixel) / 100}, len(g.x)), nil
	}
	half := make([]float32, len(g.x))
	for i, x := range g.x {
		half[i] = x / 2
	}
	all := methods.References{{Name: methods.Black}, {Name: methods.Mean}, {Name: methods.Blur, SD: 1}, {Name: methods.Uniform, Seed: 3}}
	for _, engine := range []explain.Engine{explain.DenseEngine, explain.AutoEngine} {
		r.Engine = engine
		at := func(references methods.References) []*explain.Result {
			t.Helper()
			r.Options = methods.With(methods.Steps.Is(4), methods.GuidedSteps.Is(3), methods.Baseline.Is(references))
			results, err := e.ExplainBatch(t.Context(), g.shape, [][]float32{g.x, half}, r)
			if err != nil {
				t.Fatal(err)
			}
			return results
		}
		several := at(all)
		var each [][]*explain.Result
		for _, one := range all {
			each = append(each, at(methods.References{one}))
		}
		for i, result := range several {
			for k, a := range result.Attributions {
				mean, delta := make([]float64, len(a.Values)), 0.0
				for _, one := range each {
					single := one[i].Attributions[k]
					delta += *single.ConvergenceDelta / float64(len(all))
					for at, v := range single.Values {
						mean[at] += float64(v)
						delta += (float64(a.Values[at]) - float64(v)) / float64(len(all)) // the mean is rounded
					}
				}
				for at := range mean {
					if want := float32(mean[at] / float64(len(all))); want != a.Values[at] {
						t.Fatalf("%s, input %d, %s, %s: element %d is %v, the mean %v", engine, i, a.Method, a.Variant, at, a.Values[at], want)
					}
				}
				if off := math.Abs(delta - *a.ConvergenceDelta); !(off <= tolerances.Of("scores at the baseline").Value) {
					t.Errorf("%s, input %d, %s, %s: delta %v, the mean %v", engine, i, a.Method, a.Variant, *a.ConvergenceDelta, delta)
				}
			}
		}
	}
}

// TestExpectedGradients: the map is the mean over draws of what each gives alone, and its
// delta is that of the mean score at the baselines. Many draws come close to the mean of
// integrated gradients.
func TestExpectedGradients(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	e := open(t, load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"}))
	r := explain.NewRequest()
	r.Variants = []serving.Variant{serving.Plain, serving.Mask}
	baselines := methods.Baseline.Is(methods.References{{Name: methods.Zero}, {Name: methods.Mean}})
	r.Methods, r.Options = only(t, "expected_gradients"), methods.With(methods.Draws.Is(2000), baselines)
	drawn := run(t, e, g, r)
	r.Methods, r.Options = only(t, "integrated_gradients"), methods.With(methods.Path.Is(methods.GaussLegendre), baselines)
	for k, want := range run(t, e, g, r).Attributions {
		got := drawn.Attributions[k]
		if off, size := distance(want.Values, got.Values); !(off <= tolerances.Of("draws").Value*size) {
			t.Errorf("%s: %.2g off integrated gradients", got.Variant, off/size)
		}
		at := func(a explain.Attribution) float64 {
			score := *a.ConvergenceDelta
			for _, v := range a.Values {
				score -= float64(v)
			}
			return score
		}
		if off := math.Abs(at(got) - at(want)); !(off <= tolerances.Of("scores at the baseline").Value) {
			t.Errorf("%s: the mean score at the baselines is off by %v", got.Variant, off)
		}
	}
}
