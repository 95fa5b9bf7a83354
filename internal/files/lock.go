package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A LockedDir is an output directory to which no other tfreeze writes. The lock is on
// the directory itself. It ends with the process, even if that crashes.
type LockedDir struct {
	path string
	file *os.File
	// made lists the directories that were made for it, the innermost last.
	made []string
	// Alone reports whether the file system keeps others out. Some have no locks.
	Alone bool
}

// LockDir makes a directory if it does not exist, and locks it.
func LockDir(path string) (*LockedDir, error) {
	d := &LockedDir{path: path, made: absent(path)}
	for {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return nil, fmt.Errorf("output: %w", err)
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("output: %w", err)
		}
		d.file = f
		// A file system without locks is used without one.
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close()
			return nil, fmt.Errorf("output %s: another tfreeze is writing to it: wait until it ends, or write elsewhere with --out", path)
		}
		if d.Alone = err == nil; d.current() {
			return d, nil
		}
		f.Close()
	}
}

// current reports whether the locked directory is still the one at that path. The
// process that had the lock before may have removed it.
func (d *LockedDir) current() bool {
	locked, err := d.file.Stat()
	there, err2 := os.Stat(d.path)
	return err == nil && err2 == nil && os.SameFile(locked, there)
}

// absent lists the missing directories on the path, the innermost last.
func absent(path string) []string {
	var all []string
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			return all
		}
		all = append([]string{at}, all...)
	}
}

// Close removes the directories that were made for it if they are empty, and unlocks
// it.
func (d *LockedDir) Close() {
	for i := len(d.made) - 1; i >= 0; i-- {
		os.Remove(d.made[i]) // fails if it is not empty
	}
	d.file.Close()
}
