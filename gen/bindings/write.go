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
	if err := replaceAll(dir, files); err != nil {
		return err
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

// replaceAll writes beside the files, and renames when all are there: the package is
// whole or as it was.
func replaceAll(dir string, files []File) error {
	written := map[string]string{}
	defer func() {
		for tmp := range written {
			os.Remove(tmp)
		}
	}()
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		tmp, err := writeBeside(path, f.Text)
		written[tmp] = path
		if err != nil {
			return fmt.Errorf("bindings: writing %s: %w", path, cause(err))
		}
	}
	for tmp, path := range written {
		if err := os.Rename(tmp, path); err != nil {
			return fmt.Errorf("bindings: writing %s: %w", path, cause(err))
		}
	}
	return nil
}

// writeBeside writes a file under a temporary name, which it returns.
func writeBeside(path string, text []byte) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		return f.Name(), err
	}
	if err := f.Chmod(0o644); err != nil {
		return f.Name(), err
	}
	return f.Name(), f.Close()
}

// cause leaves out the temporary name.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
