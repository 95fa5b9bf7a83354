package savedmodels

import (
	"os"
	"path/filepath"
	"testing"
)

const (
	tinyV1 = "../testdata/tiny/ckpt_v1/tiny.ckpt"
	tinyV2 = "../testdata/tiny/ckpt_v2/tiny.ckpt"
)

// copyTree copies the files of a directory.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// write writes a file below a fresh directory and returns its path.
func write(t *testing.T, name string, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
