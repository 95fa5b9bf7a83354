package explain

import (
	"context"
	"math"
	"slices"
	"testing"

	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestPermuted: with its switches off the network is the same. With some on, the layers
// below keep their thresholds, and the scores change; the gradients are those of the
// permuted network, because integrated gradients stay complete.
func TestPermuted(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{Exact: true}); err != nil {
		t.Fatal(err)
	}
	e, err := Open(m, Options{Permute: new(uint64(3))})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	layers := e.Layers()
	if len(layers) != 3 {
		t.Fatalf("the layers are %v", layers)
	}
	r := NewRequest()
	r.Methods, _ = methods.Select([]string{"integrated_gradients"})
	r.Options.Set(methods.Steps.Is(1000))
	r.Variants = []serving.Variant{serving.Plain, serving.Mask}
	x := make([]float32, 6*6*3)
	for i := range x {
		x[i] = float32(math.Sin(float64(i)))
	}
	before := explainedBy(t, openTiny(t), x, r)
	for n := range len(layers) + 1 {
		p, err := e.Permuted(n)
		if err != nil {
			t.Fatal(err)
		}
		got := explainedBy(t, p, x, r)
		if n == 0 {
			sameScores(t, got.Scores, before.Scores)
		} else if slices.Equal(got.Scores, before.Scores) {
			t.Errorf("%d layers: the scores are those of the network", n)
		}
		if same := got.Layers[0].Threshold == before.Layers[0].Threshold; same != (n < 3) {
			t.Errorf("%d layers: the first layer's threshold is %v, was %v", n, got.Layers[0].Threshold, before.Layers[0].Threshold)
		}
		for _, a := range got.Attributions {
			if off := math.Abs(*a.ConvergenceDelta / float64(got.Score)); !(off <= tolerances.Of("deltas of permuted networks").Value) {
				t.Errorf("%d layers, %s: the map is off by %v of the score %v", n, a.Variant, off, got.Score)
			}
		}
	}
	if _, err := e.Permuted(4); err == nil {
		t.Error("there is no fourth layer")
	}
}

func explainedBy(t *testing.T, e *Explainer, x []float32, r Request) *Result {
	t.Helper()
	result, err := e.Explain(context.Background(), e.InputShape(), x, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
