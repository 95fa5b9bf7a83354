package bindings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestWrite: Write replaces files that it wrote before, removes those that are no
// longer needed, and leaves other files alone.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	text := func(s string) []byte { return []byte(header + "package b\n" + s) }
	if err := Write(dir, []File{{"model.go", text("")}, {"layers.go", text("")}}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.go"), []byte("package b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, []File{{"model.go", text("// new\n")}}); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); got != "mine.go model.go" {
		t.Errorf("dir holds %s", got)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "model.go")); err != nil || string(raw) != string(text("// new\n")) {
		t.Errorf("%q, %v", raw, err)
	}
}

// TestWriteRefuses: nothing is written if Write would replace or remove another
// program's file.
func TestWriteRefuses(t *testing.T) {
	for _, name := range []string{"model.go", "layers.go"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("package b\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		err := Write(dir, []File{{"classes.go", nil}, {"model.go", nil}})
		want := "bindings: " + filepath.Join(dir, name) + " was not written by tfreeze gen: nothing was written"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if got := listing(t, dir); got != name {
			t.Errorf("dir holds %s", got)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, nil); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("a file in place of the directory: %v", err)
	}
}
