package integration

import (
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestVarGrad: the variance is SmoothGrad's mean of squares minus the square of its mean.
func TestVarGrad(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "smoothgrad", "vargrad"), serving.Variants
	r.Options.Set(methods.Samples.Is(7), methods.Stdev.Is(0.5))
	squares := run(t, e, g, r)
	r.Options.Set(methods.Signed.Is(true))
	means := run(t, e, g, r)
	for i, v := range serving.Variants {
		want := make([]float32, len(g.x))
		for k, mean := range means.Attributions[i].Values {
			want[k] = squares.Attributions[i].Values[k] - mean*mean
		}
		got := squares.Attributions[len(serving.Variants)+i]
		if got.Method != "vargrad" || got.Variant != v {
			t.Fatalf("%s, %s where vargrad, %s was expected", got.Method, got.Variant, v)
		}
		if err := compare(got.Values, want, tolerances.Of("rounding")); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}

// TestVarGradZero: an input whose values are all equal gets no noise, so that nothing
// varies. The reason why the map is 0 says so.
func TestVarGradZero(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "vargrad", "grad"), []serving.Variant{serving.Plain}
	g.x = slices.Repeat([]float32{1}, len(g.x))
	result := run(t, e, g, r)
	for i, want := range []string{"", "no single layer is the cause; the gradient is the same at all noisy inputs"} {
		if got := result.Attributions[i].Zero; got != want {
			t.Errorf("%s: %q, want %q", result.Attributions[i].Method, got, want)
		}
	}
}
