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

// Create takes a directory for a run alone, and finds out what of an earlier run stays
// in it. It is an error if another process writes there, if there are things in it
// that explain did not write, or if its maps are of another model or were made in
// another way; overwrite removes these when there is a first map. Each input gets a
// directory, which may rename it. Close ends it.
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
	if o.lock, err = lockDir(dir); err != nil {
		return nil, err
	}
	if err := o.take(all); err != nil {
		o.lock.close()
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
	return o.reconcile(o.run.Request.Target)
}

// Close writes down what there is of maps, if the run was not finished, and lets
// others have the directory.
func (o *Output) Close() {
	begun := slices.ContainsFunc(o.order, func(d *Dir) bool { return d.begun })
	if begun && !o.record.Complete {
		o.write() // the run has failed with an error that says more
	}
	for _, d := range o.order {
		os.Remove(d.path) // fails if it is not there, or not empty
	}
	o.lock.close()
}

// ownOrEmpty refuses a directory with things that explain did not write.
func ownOrEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		return fmt.Errorf("output %s holds other things (%q) and no %s: nothing was written", dir, entries[0].Name(), File)
	}
	return nil
}

// writable finds out, before any work is done, whether files can be made in the
// directory, or in what there is of the path to it.
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
