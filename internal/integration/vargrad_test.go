package integration

import (
	"testing"

	"tfreeze/explain"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestVarGrad: it is what SmoothGrad's mean of squares exceeds the square of its mean by.
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
