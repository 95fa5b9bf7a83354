package explain

import (
	"testing"

	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestForwardOfBareModels: gradients read the forward pass even of a model that has no
// other signatures than explain's.
func TestForwardOfBareModels(t *testing.T) {
	for _, bare := range []bool{false, true} {
		m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gen.Build(m, gen.Options{Bare: bare}); err != nil {
			t.Fatal(err)
		}
		e, err := Open(m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		for _, n := range e.used() {
			for _, m := range methods.Served() {
				if m.PointMethod == "" && len(n.reads[m.Name]) == 0 {
					t.Errorf("bare %v, freezes %v: %s reads nothing of the forward pass", bare, n.freezes, m.Name)
				}
			}
		}
	}
}
