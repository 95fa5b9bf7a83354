package integration

import (
	"math"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestSmoothed: smoothed gradients are SmoothGrad's and VarGrad's, to the bit, frozen at the
// input without noise as well.
func TestSmoothed(t *testing.T) {
	e, g := tiny(t)
	inputs := [][]float32{g.x, readGolden(t, "tiny.case1").x}
	r := explain.NewRequest()
	r.Variants, r.Engine = serving.Variants, explain.DenseEngine
	for _, c := range []struct {
		by, smoothed, method string
		signed               bool
	}{
		{methods.BySquares, "smoothed_grad", "smoothgrad", false},
		{methods.ByMean, "smoothed_grad", "smoothgrad", true},
		{methods.ByVariance, "smoothed_grad", "vargrad", false},
		{methods.BySquares, "smoothed_guided_backprop", "smooth_guided_backprop", false},
	} {
		r.Options = methods.With(methods.Samples.Is(4), methods.Seed.Is(3), methods.SmoothBy.Is(c.by), methods.Signed.Is(c.signed))
		r.Methods = only(t, c.smoothed, c.method)
		results, err := e.ExplainBatch(t.Context(), g.shape, inputs, r)
		if err != nil {
			t.Fatal(err)
		}
		for i, result := range results {
			for k := range serving.Variants {
				want, got := result.Attributions[k], result.Attributions[3+k]
				if got.Method != c.smoothed || !slices.Equal(got.Values, want.Values) {
					t.Errorf("input %d: %s, %s by %s, is not %s", i, got.Method, got.Variant, c.by, want.Method)
				}
			}
		}
	}
}

// TestSmoothedMaps: of any method, the plain map is the mean over maps at noisy inputs, with the
// baseline of the input without noise.
func TestSmoothedMaps(t *testing.T) {
	e, g := tiny(t)
	noise := make([]float32, 2*len(g.x))
	for i := range noise {
		noise[i] = float32(math.Sin(float64(i)))
	}
	r := explain.NewRequest()
	r.Variants = []serving.Variant{serving.Plain}
	mean := methods.Baseline.Is(methods.References{{Name: methods.Mean}, {Name: methods.Zero}})
	baselines, err := methods.References{{Name: methods.Mean}}.Arrays(methods.Inputs{X: g.x, Size: len(g.x), Shape: g.shape, Layout: "NHWC"})
	if err != nil {
		t.Fatal(err)
	}
	held := methods.Baseline.Is(methods.References{{Name: methods.Given, Values: baselines[0]}, {Name: methods.Zero}})
	for _, m := range methods.All {
		smoothed, err := methods.Smoothed(m)
		if err != nil || m.Name == "xrai" || m.Name == "grad_cam" {
			continue
		}
		options := methods.With(methods.Steps.Is(3), methods.GuidedSteps.Is(3), methods.Noise.Is(noise), methods.SmoothBy.Is(methods.ByMean))
		r.Methods, r.Options = []methods.Method{smoothed}, options.With(mean)
		got := run(t, e, g, r).Attributions[0]
		r.Methods, r.Options = []methods.Method{m}, options.With(held)
		sum := make([]float64, len(got.Values))
		for k := range 2 {
			near := slices.Clone(g.x)
			for i := range near {
				near[i] += noise[k*len(near)+i]
			}
			one, err := e.Explain(t.Context(), g.shape, near, r)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range one.Attributions[0].Values {
				sum[i] += float64(v)
			}
		}
		for i := range sum {
			sum[i] /= 2
		}
		if want := narrow(sum); !slices.Equal(got.Values, want) {
			t.Errorf("%s: %v", m.Name, compare(got.Values, want, exact))
		}
	}
}

func narrow(values []float64) []float32 {
	narrowed := make([]float32, len(values))
	for i, v := range values {
		narrowed[i] = float32(v)
	}
	return narrowed
}
