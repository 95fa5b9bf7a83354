package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a*b.npy")
	for _, want := range []string{"first", "second, in its place"} {
		if err := Write(path, writing(want, nil)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	wantOnly(t, path)
}

func TestWriteLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.npy")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	cause := errors.New("the disk is full")
	if err := Write(path, writing("half a file", cause)); !errors.Is(err, cause) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want the cause and the path", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the file became %q", got)
	}
	wantOnly(t, path)
}

func TestWriteNamesThePath(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"no directory": filepath.Join(dir, "none", "f"), "a directory": dir} {
		err := Write(path, writing("x", nil))
		if err == nil || !strings.HasPrefix(err.Error(), "writing "+path+": ") {
			t.Errorf("%s: got %v, want the path in front", name, err)
		}
		if err != nil && strings.Contains(err.Error(), string(filepath.Separator)+".") {
			t.Errorf("%s: got %v, which has the temporary name", name, err)
		}
	}
}

func writing(s string, err error) func(io.Writer) error {
	return func(w io.Writer) error {
		io.WriteString(w, s)
		return err
	}
}

func wantOnly(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{filepath.Base(path)}, names); diff != "" {
		t.Error("files were left behind:", diff)
	}
}

// TestWriteAll: if one file cannot be written, none is replaced.
func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	if err := os.WriteFile(first, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	err := WriteAll([]File{{first, writing("new", nil)}, {second, writing("half", full)}})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), second) {
		t.Errorf("got %v, want the cause and the second path", err)
	}
	wantText(t, first, "old")
	wantOnly(t, first)
	if err := WriteAll([]File{{second, writing("two", nil)}, {first, writing("one", nil)}}); err != nil {
		t.Fatal(err)
	}
	wantText(t, first, "one")
	wantText(t, second, "two")
}

func wantText(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}
