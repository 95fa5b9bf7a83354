package integration

import (
	"context"
	"testing"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// TestVariantFeeds: with these feeds, Run at the input gives the maps of Explain to the
// bit. The thresholds are those of the layers.
func TestVariantFeeds(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	e := open(t, m)
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Target = only(t, "grad"), serving.Variants, targets.Class(1)
	want := run(t, e, g, r)
	all, err := e.VariantFeeds(context.Background(), g.shape, g.x, r)
	if err != nil {
		t.Fatal(err)
	}
	freezings, err := gr.Freezings(m.Graph)
	if err != nil {
		t.Fatal(err)
	}
	signature, _ := m.Signature("grad_with_options")
	for i, v := range serving.Variants {
		feeds := all[v]
		for k, f := range freezings {
			if v != serving.Threshold {
				continue
			}
			if got := floats(t, feeds[f.Threshold.String()]); got[0] != want.Layers[k].Threshold {
				t.Errorf("threshold of %q: %v, want %v", f.Activation, got, want.Layers[k].Threshold)
			}
		}
		feeds[signature.Inputs["input"].String()], feeds[signature.Inputs["target"].String()] = batchOf(t, g), tensor(t, nil, []int32{1})
		out, err := e.Run(feeds, signature.Outputs["attribution"].String())
		if err != nil {
			t.Fatal(err)
		}
		if err := compare(floats(t, out[0]), want.Attributions[i].Values, exact); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}

// TestVariantFeedsErrors: VariantFeeds refuses what Explain refuses.
func TestVariantFeedsErrors(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Options.Set(methods.Percentile.Is(101))
	if _, err := e.VariantFeeds(context.Background(), g.shape, g.x, r); err == nil || err.Error() != "percentile 101 is not in 0..100" {
		t.Errorf("got %v", err)
	}
}
