package integration

import (
	"path/filepath"
	"testing"

	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// TestImported compares models that are hard to import, in memory and as gen writes
// them.
func TestImported(t *testing.T) {
	for _, name := range []string{"dilated", "placed", "layer_norm"} {
		t.Run(name, func(t *testing.T) {
			p := compareOdd(t, name, gen.Options{})
			dir := filepath.Join(t.TempDir(), "generated")
			if err := gen.Write(p, dir); err != nil {
				t.Fatal(err)
			}
			written := load(t, savedmodels.Source{Path: dir})
			compareOddMaps(t, open(t, written), readArrays(t, testdata+"odd/"+name+".npz"), oddTolerance)
		})
	}
}
