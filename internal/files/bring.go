package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Bring links a file, or the files of a directory, to another path, or copies them. It
// does nothing if both are the same.
func Bring(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(info, there) {
		return nil
	}
	if !info.IsDir() {
		return linkOrCopy(from, to)
	}
	entries, err := os.ReadDir(from)
	for _, e := range entries {
		if err := linkOrCopy(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return err
}

func linkOrCopy(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) && sameSize(from, to) {
		return nil
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return Write(to, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

func sameSize(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && one.Size() == two.Size()
}
