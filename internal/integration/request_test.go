package integration

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

func TestExplainErrors(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	if _, err := gen.Build(m, gen.Options{Methods: only(t, "elrp")}); err != nil {
		t.Fatal(err)
	}
	e, plain := open(t, m), []serving.Variant{serving.Plain}
	for _, test := range []struct {
		change func(*explain.Request, *golden)
		want   string
	}{
		{func(r *explain.Request, _ *golden) { r.Methods = nil }, "no method is asked for"},
		{func(r *explain.Request, _ *golden) { r.Variants = nil }, "no variant is asked for"},
		{func(r *explain.Request, _ *golden) { r.Variants = []serving.Variant{"plain", "msk"} }, `an unknown variant is among ["plain" "msk"]; the variants are plain, threshold, mask`},
		{func(r *explain.Request, _ *golden) { r.Methods = only(t, "grad") }, "the model was generated without grad; it has [elrp]"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Percentile.Is(101)) }, "percentile 101 is not in 0..100"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Percentile.Is(math.NaN())) }, "percentile NaN is not in 0..100"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Steps.Is(0)) }, "0 steps: at least 1 is needed"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Path.Is("left")) }, `there is no path "left"; there are right, endpoints, gauss_legendre`},
		{func(r *explain.Request, _ *golden) {
			r.Options.Set(methods.Path.Is(methods.Endpoints), methods.Steps.Is(1))
		}, "1 steps: a path with both endpoints needs at least 2"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Samples.Is(0)) }, "0 samples: at least 1 is needed"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Stdev.Is(-1)) }, "standard deviation -1 is not a number of 0 or more"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Stdev.Is(math.Inf(1))) }, "standard deviation +Inf is not a number of 0 or more"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Epsilon.Is(math.NaN())) }, "epsilon NaN is not a positive number"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Epsilon.Is(0)) }, "epsilon 0 is not a positive number"},
		{func(r *explain.Request, _ *golden) { r.Parallel = 0 }, "0 points at once: at least 1 is needed"},
		{func(r *explain.Request, _ *golden) {
			r.Options.Set(methods.Baseline.Is(methods.BaselineArray([]float32{1})))
		}, "the baseline has 1 elements, the input 108"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Noise.Is(make([]float32, 109))) }, "the noise has 109 elements, which is not a multiple of the input's 108"},
		{func(r *explain.Request, _ *golden) { r.Target = targets.Class(3) }, "target 3 is not a class of the network, which has 3, numbered from 0 to 2"},
		{func(r *explain.Request, _ *golden) { r.Options.Set(methods.Noise.Is([]float32{})) }, "the noise has 0 elements, which is not a multiple of the input's 108"},
		{func(r *explain.Request, _ *golden) { r.Target = targets.Class(-2) }, "target -2 is not a class of the network, which has 3, numbered from 0 to 2"},
		// These requests ask for a gradient that the first run would compute.
		{func(r *explain.Request, _ *golden) { r.Target, r.Variants = targets.Class(3), plain }, "target 3 is not a class of the network, which has 3, numbered from 0 to 2"},
		{func(r *explain.Request, _ *golden) { r.Target, r.Variants = targets.Class(-2), plain }, "target -2 is not a class of the network, which has 3, numbered from 0 to 2"},
		{func(_ *explain.Request, g *golden) { g.shape = []int64{108} }, "the input has shape [108], the network takes [6,6,3]"},
		{func(_ *explain.Request, g *golden) { g.shape = []int64{6, 6, 4} }, "the input has shape [6,6,4], the network takes [6,6,3]"},
		{func(_ *explain.Request, g *golden) { g.x = g.x[:5] }, "the input has 5 elements, its shape [6,6,3] needs 108"},
		{func(_ *explain.Request, g *golden) { g.x[7] = float32(math.NaN()) }, "the input holds NaN at element 7"},
		{func(_ *explain.Request, g *golden) { g.x[0] = float32(math.Inf(-1)) }, "the input holds -Inf at element 0"},
	} {
		r := explain.NewRequest()
		r.Methods = only(t, "elrp")
		other := &golden{shape: g.shape, x: slices.Clone(g.x)}
		test.change(&r, other)
		if _, err := e.Explain(context.Background(), other.shape, other.x, r); fmt.Sprint(err) != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}
