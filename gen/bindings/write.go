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

// Check returns an error if Write cannot write into dir, because a file that it would
// replace was not written by it.
func Check(dir string) error {
	for _, name := range fileNames {
		if _, err := ours(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the files of a package into dir, and makes dir if it does not exist. It
// replaces files that an earlier Write wrote, removes those that are no longer needed,
// and touches no others.
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

// ours reports whether Write wrote the file. It is an error if another program did.
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

// replaceAll writes all the files, or leaves the directory unchanged.
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
