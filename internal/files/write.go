package files

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A File is a file to write. Write writes its content.
type File struct {
	Path  string
	Write func(io.Writer) error
}

// Write writes a file whole or not at all. The error names the path.
func Write(path string, write func(io.Writer) error) error {
	return WriteAll([]File{{path, write}})
}

// WriteAll writes files, and renames them when all are written. If one cannot be
// written, none is replaced. The error names the path.
func WriteAll(all []File) error {
	var written []string
	defer func() {
		for _, tmp := range written {
			os.Remove(tmp)
		}
	}()
	for _, f := range all {
		tmp, err := f.beside()
		if tmp != "" {
			written = append(written, tmp)
		}
		if err != nil {
			return fmt.Errorf("writing %s: %w", f.Path, Cause(err))
		}
	}
	for i, f := range all {
		if err := os.Rename(written[i], f.Path); err != nil {
			return fmt.Errorf("writing %s: %w", f.Path, Cause(err))
		}
	}
	return nil
}

// beside writes the file under a temporary name in its directory. If that file exists
// afterwards, beside returns its name, even with an error.
func (f File) beside() (string, error) {
	tmp, err := os.CreateTemp(filepath.Dir(f.Path), "."+filepath.Base(f.Path)+".*")
	if err != nil {
		return "", err
	}
	defer tmp.Close()
	w := bufio.NewWriter(tmp)
	if err := f.Write(w); err != nil {
		return tmp.Name(), err
	}
	if err := w.Flush(); err != nil {
		return tmp.Name(), err
	}
	if err := tmp.Chmod(0o644); err != nil {
		return tmp.Name(), err
	}
	return tmp.Name(), tmp.Close()
}
