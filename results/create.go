package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/inputs"
	"tfreeze/internal/files"
)

// Create takes a directory for one run, and finds out which files of earlier runs stay
// in it. It is an error if another process writes to it, if it holds files that explain
// did not write, or if its maps belong to another model or were made differently. With
// overwrite, such maps are removed before the first new map is written. Each input gets
// a directory, and may be renamed for it. Call Close at the end.
func Create(dir string, overwrite bool, run Run, all []*inputs.Input) (*Output, error) {
	o, err := newOutput(dir, overwrite, run)
	if err != nil {
		return nil, err
	}
	if err := ownOrEmpty(dir); err != nil {
		return nil, err
	}
	if err := writable(dir); err != nil {
		return nil, err
	}
	if o.lock, err = files.LockDir(dir); err != nil {
		return nil, err
	}
	if err := o.take(all); err != nil {
		o.lock.Close()
		return nil, err
	}
	return o, nil
}

func (o *Output) take(all []*inputs.Input) error {
	var err error
	if o.earlier, err = readEarlier(o.dir); err != nil {
		return err
	}
	o.made = map[string]Made{}
	for _, m := range o.run.Request.Methods {
		for _, v := range o.run.Request.Variants {
			k := kind{m, v}
			if o.made[k.String()], err = o.record.Parameters.of(k); err != nil {
				return err
			}
			o.kinds = append(o.kinds, k)
		}
	}
	o.place(all)
	if err := o.checkTogether(); err != nil {
		return err
	}
	if o.earlier != nil && !o.overwrite {
		o.record.Figures = o.earlier.Figures
	}
	return o.reconcile()
}

// Close records the maps that exist, if the run did not finish, and unlocks the
// directory.
func (o *Output) Close() {
	begun := slices.ContainsFunc(o.order, func(d *Dir) bool { return d.begun })
	if begun && !o.record.Complete {
		o.write() // the run has failed with a better error
	}
	for _, d := range o.order {
		os.Remove(d.path) // fails if it is missing or not empty
	}
	o.lock.Close()
}

// ownOrEmpty refuses a directory that holds files explain did not write.
func ownOrEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, JobFile)); err == nil {
		return fmt.Errorf("output %s is of a job: continue that with --shard, or write elsewhere with --out", dir)
	}
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		return fmt.Errorf("output %s holds other files (%q) and no %s: nothing was written", dir, entries[0].Name(), File)
	}
	return nil
}

// writable tests, before any work is done, that files can be made in the directory, or
// in its innermost parent that exists.
func writable(dir string) error {
	at := filepath.Clean(dir)
	for {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		at = filepath.Dir(at)
	}
	f, err := os.CreateTemp(at, ".tfreeze.*")
	if err != nil {
		return fmt.Errorf("output %s: nothing can be written to %s: %w", dir, at, files.Cause(err))
	}
	f.Close()
	return os.Remove(f.Name())
}
