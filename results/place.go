package results

import (
	"fmt"
	"path/filepath"
	"slices"

	"tfreeze/inputs"
)

// place gives each input its own directory: the one of an earlier run, or one with its
// name.
func (o *Output) place(all []*inputs.Input) {
	o.dirs, o.byName = map[*inputs.Input]*Dir{}, map[string]*Dir{}
	for _, in := range all {
		rec := NewInput(in)
		in.Name = o.free(o.nameBefore(in, rec.SHA256))
		rec.Directory = in.Name
		d := &Dir{Output: o, in: in, path: filepath.Join(o.dir, in.Name), record: rec}
		o.dirs[in], o.byName[in.Name] = d, d
		o.order = append(o.order, d)
	}
}

// nameBefore returns an input's stem. If an earlier run gave that stem to another input
// and a number to this one, it returns the numbered name.
func (o *Output) nameBefore(in *inputs.Input, hash string) string {
	had := o.earlier.find(in.Name)
	if had == nil || had.SHA256 == hash || o.overwrite {
		return in.Name
	}
	for _, e := range o.earlier.Inputs {
		if e.SHA256 == hash && filepath.Base(e.File) == filepath.Base(in.Path) && o.byName[e.Directory] == nil {
			return e.Directory
		}
	}
	return in.Name
}

// free returns the stem, or the stem with the first number that makes it a name for a
// new directory.
func (o *Output) free(stem string) string {
	if stem == "" || stem == "." || stem == ".." {
		stem = "input"
	}
	name := stem
	for n := 2; o.byName[name] != nil || slices.Contains([]string{File, CSVFile, IndexFile}, name); n++ {
		name = fmt.Sprintf("%s-%d", stem, n)
	}
	return name
}
