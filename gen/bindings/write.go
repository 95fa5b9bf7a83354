package bindings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Check finds what keeps Write from writing into dir: a file of a name that it
// needs, and that it did not write.
func Check(dir string) error {
	for _, name := range fileNames {
		if _, err := ours(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// Write puts a package into dir, which is made if it is not there. Files that
// it wrote before, and only those, are replaced or, if no longer needed, removed.
func Write(dir string, files []File) error {
	if err := Check(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("bindings: %w", err)
	}
	for _, f := range files {
		if err := replace(filepath.Join(dir, f.Name), f.Text); err != nil {
			return fmt.Errorf("bindings: %w", err)
		}
	}
	for _, name := range fileNames {
		path := filepath.Join(dir, name)
		stale := !slices.ContainsFunc(files, func(f File) bool { return f.Name == name })
		if there, err := ours(path); err != nil || !stale || !there {
			continue
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("bindings: %w", err)
		}
	}
	return nil
}

// ours tells whether a file is there that Write wrote; another's is an error.
func ours(path string) (bool, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("bindings: %w", err)
	}
	if !bytes.HasPrefix(text, []byte(header)) {
		return false, fmt.Errorf("bindings: %s was not written by tfreeze gen: nothing was written", path)
	}
	return true, nil
}

// replace writes beside the file and renames, so that it is whole or as it was.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
