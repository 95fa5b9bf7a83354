package integration

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// TestPercentileEnds: a unit whose value equals its layer's threshold passes. Of the
// activations 1.65, 0, 0 and 1.05, the first passes at the 100th percentile, and both
// positive ones at the 0th.
func TestPercentileEnds(t *testing.T) {
	g, err := gr.Parse(strings.NewReader(twoLayers + "z = Relu(u) {T=float}"))
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, &savedmodels.Model{Path: "two layers", Graph: g})
	for _, c := range []struct {
		percentile float64
		selected   int
		want       []float32
	}{
		{100, 1, []float32{-0.25, 0.375, -0.5}},
		{0, 2, []float32{1.625, 0.5, -0.125}},
	} {
		r := explain.NewRequest()
		r.Methods, r.Target = only(t, "grad"), targets.Class(1)
		r.Options.Set(methods.Percentile.Is(c.percentile))
		r.Variants = []serving.Variant{serving.Threshold, serving.Mask}
		result := run(t, e, &golden{shape: []int64{3}, x: []float32{0.7, -1.2, 0.4}}, r)
		if l := result.Layers[0]; l.Selected != c.selected || l.Positives != 2 {
			t.Errorf("percentile %v: %d of %d pass, want %d of 2", c.percentile, l.Selected, l.Positives, c.selected)
		}
		for _, a := range result.Attributions {
			if err := compare(a.Values, c.want, tolerances.Of("maps by hand")); err != nil {
				t.Errorf("percentile %v, %s: %v; %s", c.percentile, a.Variant, err, cmp.Diff(c.want, a.Values))
			}
		}
	}
}
