package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteDir makes a directory whole or not at all: fill writes into a temporary
// directory beside it. dir is absolute. It may exist if it is empty, and its missing
// parents are made. An error of fill is returned unchanged; any other error names dir.
func WriteDir(dir string, fill func(tmp string) error) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return outputError(dir, err)
	}
	tmp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".*")
	if err != nil {
		return outputError(dir, err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp); err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return outputError(dir, err)
	}
	// A directory cannot be renamed to an existing one, not even to an empty one.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outputError(dir, err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return outputError(dir, err)
	}
	return nil
}

func outputError(dir string, err error) error { return fmt.Errorf("output %s: %w", dir, err) }
