package bindings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/internal/files"
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
func Write(dir string, texts []File) error {
	if err := Check(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("bindings: %w", err)
	}
	if err := replaceAll(dir, texts); err != nil {
		return err
	}
	for _, name := range fileNames {
		path := filepath.Join(dir, name)
		stale := !slices.ContainsFunc(texts, func(f File) bool { return f.Name == name })
		if there, err := ours(path); err != nil || !stale || !there {
			continue
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("bindings: %w", err)
		}
	}
	return nil
}

// ours reports whether a file is there that Write wrote; another's is an error.
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

// replaceAll writes the files: the package is whole, or as before.
func replaceAll(dir string, texts []File) error {
	var all []files.File
	for _, f := range texts {
		all = append(all, files.File{Path: filepath.Join(dir, f.Name), Write: func(w io.Writer) error {
			_, err := w.Write(f.Text)
			return err
		}})
	}
	if err := files.WriteAll(all); err != nil {
		return fmt.Errorf("bindings: %w", err)
	}
	return nil
}
