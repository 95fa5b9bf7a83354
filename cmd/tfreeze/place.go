package main

import (
	"fmt"
	"path/filepath"

	"tfreeze/report"
)

// place gives each input a directory of its own: the one that it had in an earlier
// run, or that of its name.
func (o *output) place(inputs []input) {
	o.dirs, o.byStem = map[*input]*inputDir{}, map[string]*inputDir{}
	for i := range inputs {
		in := &inputs[i]
		hash := in.hash()
		in.stem = o.free(o.stemBefore(in, hash))
		d := &inputDir{output: o, in: in, dir: filepath.Join(o.dir, in.stem), maps: map[string]report.Heatmap{}}
		d.record.File, d.record.Directory, d.record.Shape, d.record.SHA256 = in.path, in.stem, in.shape, hash
		d.record.Image, d.record.Array = in.image, in.array
		o.dirs[in], o.byStem[in.stem] = d, d
		o.order = append(o.order, d)
	}
}

// stemBefore is an input's stem, unless this is another input's in an earlier run
// that gave this one a number.
func (o *output) stemBefore(in *input, hash string) string {
	had := o.earlier.findInput(in.stem)
	if had == nil || had.SHA256 == hash || o.overwrite {
		return in.stem
	}
	for _, e := range o.earlier.Inputs {
		if e.SHA256 == hash && filepath.Base(e.File) == filepath.Base(in.path) && o.byStem[e.Directory] == nil {
			return e.Directory
		}
	}
	return in.stem
}

// free is a stem, or the stem with the first number, that can be a directory and is
// no other input's.
func (o *output) free(stem string) string {
	if stem == "" || stem == "." || stem == ".." {
		stem = "input"
	}
	name := stem
	for n := 2; o.byStem[name] != nil || name == recordFile; n++ {
		name = fmt.Sprintf("%s-%d", stem, n)
	}
	return name
}
