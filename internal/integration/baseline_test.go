package integration

import (
	"math"
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
	r.Options.Set(methods.Steps.Is(1), methods.Baseline.Is(baseline))
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
