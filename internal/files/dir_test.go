package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func filling(text string, err error) func(string) error {
	return func(tmp string) error {
		return errors.Join(os.WriteFile(filepath.Join(tmp, "f"), []byte(text), 0o644), err)
	}
}

// TestWriteDir: dir may be missing, or an empty directory.
func TestWriteDir(t *testing.T) {
	root := t.TempDir()
	empty := filepath.Join(root, "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{empty, filepath.Join(root, "a", "b")} {
		if err := WriteDir(dir, filling("x", nil)); err != nil {
			t.Fatal(err)
		}
		wantText(t, filepath.Join(dir, "f"), "x")
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("the mode is %v, %v", info.Mode(), err)
		}
	}
	wantOnly(t, filepath.Join(root, "a", "b"))
}

// TestWriteDirFails: a failure leaves nothing behind, and keeps what was there.
func TestWriteDirFails(t *testing.T) {
	root := t.TempDir()
	why := errors.New("no weights")
	if err := WriteDir(filepath.Join(root, "d"), filling("x", why)); !errors.Is(err, why) {
		t.Errorf("got %v, want the error of fill", err)
	}
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Errorf("%s is left", left[0].Name())
	}
	taken := filepath.Join(root, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := WriteDir(taken, filling("x", nil))
	if err == nil || !strings.HasPrefix(err.Error(), "output "+taken+": ") {
		t.Errorf("over a full directory: got %v", err)
	}
	wantOnly(t, taken)
}
