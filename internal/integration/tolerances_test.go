package integration

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestTolerancesAreUsed: Go or Python code names each row of testdata/tolerances.json.
// For a row of a method, naming the group is enough.
func TestTolerancesAreUsed(t *testing.T) {
	code := allCode(t, "../..")
	names := func(text string) bool { return strings.Contains(code, `"`+text+`"`) }
	for _, r := range tolerances.All() {
		group, of, grouped := strings.Cut(r.Name, "/")
		if !names(r.Name) && !(grouped && (names(group) || names(group+"/")) && isMap(of)) {
			t.Errorf("no code names %q", r.Name)
		}
	}
}

// isMap reports whether a name is METHOD or METHOD.VARIANT. Behind the method it may say
// how: "integrated_gradients endpoints", "xrai fast".
func isMap(name string) bool {
	name, variant, narrow := strings.Cut(name, ".")
	method, _, _ := strings.Cut(name, " ")
	_, err := methods.Select([]string{method})
	return err == nil && (!narrow || slices.Contains(serving.Variants, serving.Variant(variant)))
}

// allCode returns the text of the Go and Python files below a directory, save those
// that belong to no commit and the tests of the table itself.
func allCode(t *testing.T, root string) string {
	t.Helper()
	var code strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch name := d.Name(); {
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "out" || name == "bin"):
			return filepath.SkipDir
		case d.IsDir() || name == "tolerances_test.go" || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".py":
			return nil
		}
		text, err := os.ReadFile(path)
		code.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return code.String()
}
