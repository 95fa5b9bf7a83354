package integration

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/gen"
	"tfreeze/gen/bindings"
	"tfreeze/savedmodels"
)

// TestExample: the package of the example program is up to date.
func TestExample(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Path: testdata + "squeezenet/saved_model"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		t.Fatal(err)
	}
	files, _, err := bindings.Make(m, "squeezenet")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join("../../examples/squeezenet", f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(text), string(f.Text)); diff != "" {
			t.Errorf("%s: run make generate\n%s", f.Name, diff)
		}
	}
}
