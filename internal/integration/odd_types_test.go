package integration

import (
	"testing"

	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/savedmodels"
)

// TestTypes: networks of another type than float32, whole or within, give the maps that
// eager TensorFlow computes in the same type. Activations are frozen in their own type by
// thresholds in float32, and batches are served.
func TestTypes(t *testing.T) {
	for name, allowed := range map[string]tolerances.Row{
		"float64":       tolerances.Of("maps of types/float64"),
		"float16":       tolerances.Of("maps of types/float16"),
		"bfloat16":      tolerances.Of("maps of types/bfloat16"),
		"mixed_float16": tolerances.Of("maps of types/mixed_float16"),
	} {
		t.Run(name, func(t *testing.T) {
			m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
			p, err := gen.Build(m, gen.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(p.Report.Frozen); got != 3 {
				t.Errorf("%d activations are frozen, want 3", got)
			}
			wantBatches(t, p)
			compareOddMaps(t, open(t, m), readArrays(t, testdata+"odd/"+name+".npz"), allowed)
		})
	}
}
