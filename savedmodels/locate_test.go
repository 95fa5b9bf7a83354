package savedmodels

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLocate finds a SavedModel by each of the paths that mean it.
func TestLocate(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"9", "10", "2"} {
		copyTree(t, "../testdata/tiny/saved_model_tf1", filepath.Join(dir, "served", version))
	}
	copyTree(t, "../testdata/tiny/saved_model_tf1", filepath.Join(dir, "one", "7"))
	copyTree(t, "../testdata/forms/other_name", filepath.Join(dir, "other"))
	copyTree(t, "../testdata/forms/text_saved_model", filepath.Join(dir, "text", "1"))
	for _, c := range []struct{ path, found, description string }{
		{"served", "served/10", "SavedModel, version 10, the newest of 3"},
		{"served/9", "served/9", "SavedModel"},
		{"served/2/saved_model.pb", "served/2", "SavedModel"},
		{"one", "one/7", "SavedModel, version 7, the only one"},
		{"other/my_network.pb", "other/my_network.pb", "SavedModel"},
		{"text", "text/1", "SavedModel, version 1, the only one"},
		{"text/1/saved_model.pbtxt", "text/1", "SavedModel"},
	} {
		m, err := Load(Source{Path: filepath.Join(dir, c.path)})
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if got, want := m.Path, filepath.Join(dir, c.found); got != want || m.Description() != c.description {
			t.Errorf("%s: read %s (%s), want %s (%s)", c.path, got, m.Description(), want, c.description)
		}
		if _, err := m.Hash(); err != nil {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

// TestHashOfText changes with the text.
func TestHashOfText(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "text")
	copyTree(t, "../testdata/forms/text_saved_model", dir)
	before, file := hashOf(t, dir), filepath.Join(dir, "saved_model.pbtxt")
	if err := os.WriteFile(file, append(readFile(t, file), "# more\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	if hashOf(t, dir) == before {
		t.Error("another text does not change the hash")
	}
}
