package explain

import (
	"context"
	"maps"
	"slices"
	"testing"

	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestPrunedReads: the run at the input fetches what the plan reads, and no more: by mask
// neither what activations read nor what a gradient there would.
func TestPrunedReads(t *testing.T) {
	e := tiny(t)
	activations := []string{e.plain.logits.String()}
	for _, f := range e.freezings {
		activations = append(activations, e.plain.of(f.Activation).String())
	}
	mask, threshold := fetchesOf(t, e, serving.Mask), fetchesOf(t, e, serving.Threshold)
	if slices.Sort(activations); !slices.Equal(mask, activations) {
		t.Errorf("by mask it fetches %v, not %v", mask, activations)
	}
	if want := len(activations) + len(e.freezings); len(threshold) != want {
		t.Errorf("by threshold it fetches %v, not %d tensors", threshold, want)
	}
	if both := fetchesOf(t, e, serving.Mask, serving.Threshold); !slices.Equal(both, threshold) {
		t.Errorf("by both it fetches %v, by threshold %v", both, threshold)
	}
}

func fetchesOf(t *testing.T, e *Explainer, variants ...serving.Variant) []string {
	t.Helper()
	r := NewRequest()
	r.Variants, r.Engine = variants, PrunedEngine
	var err error
	if r.Methods, err = methods.Select([]string{"integrated_gradients"}); err != nil {
		t.Fatal(err)
	}
	j, err := e.start(context.Background(), e.InputShape(), [][]float32{make([]float32, 6*6*3)}, r)
	if err != nil {
		t.Fatal(err)
	}
	_, fetches, err := j.calibrationRun()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(fetches))
}

// TestKeptReads: a kept run has what requests by other criteria read, whatever variants the
// explainer has.
func TestKeptReads(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	only, err := methods.Select([]string{"integrated_gradients"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Open(m, Options{Methods: only, Variants: []serving.Variant{serving.Mask}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at, err := e.At(context.Background(), e.InputShape(), slices.Repeat([]float32{0.5, -1, 2}, 6*6))
	if err != nil {
		t.Fatal(err)
	}
	for _, criterion := range []string{"random:3", "activation"} {
		r := NewRequest()
		r.Methods, r.Variants, r.Engine = only, e.variants, PrunedEngine
		r.Options.Set(methods.Criterion.Is(criterion), methods.Steps.Is(5))
		if _, err := at.Explain(context.Background(), r); err != nil {
			t.Errorf("%s: %v", criterion, err)
		}
	}
}
