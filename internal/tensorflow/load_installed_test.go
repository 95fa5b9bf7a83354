package tensorflow

import (
	"os"
	"path/filepath"
	"testing"
)

// TestInstalled finds the library of a checkout and of an installation.
func TestInstalled(t *testing.T) {
	for _, dir := range []string{".tensorflow", "lib/tfreeze"} {
		prefix := t.TempDir()
		if path := installed(filepath.Join(prefix, "bin")); path != "" {
			t.Errorf("found %s in an empty directory", path)
		}
		lib := filepath.Join(prefix, dir, "lib")
		if err := os.MkdirAll(lib, 0o755); err != nil {
			t.Fatal(err)
		}
		want := filepath.Join(lib, libraries[1])
		if err := os.WriteFile(want, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if path := installed(filepath.Join(prefix, "bin")); path != want {
			t.Errorf("%s: found %q, want %q", dir, path, want)
		}
	}
}
