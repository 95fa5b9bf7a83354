package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"tfreeze/methods"
)

// readRecord reads the explain.json of an earlier run; nil if there is none.
func readRecord(dir string) (*record, error) {
	path := filepath.Join(dir, recordFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	var r record
	if err := decodeJSON(raw, &r); err != nil {
		return nil, fmt.Errorf("output %s: %s is damaged, so that what was written there is not known: write elsewhere with --out, or remove it", dir, recordFile)
	}
	return &r, nil
}

// findInput finds the record of an input's directory.
func (r *record) findInput(dir string) *inputRecord {
	if r == nil {
		return nil
	}
	i := slices.IndexFunc(r.Inputs, func(in inputRecord) bool { return in.Directory == dir })
	if i < 0 {
		return nil
	}
	return &r.Inputs[i]
}

// reconcile compares what an earlier run wrote with what this one will: maps of one
// directory are of one model, and were made with the same parameters as far as both
// depend on them; of one input, for the same target.
func (o *output) reconcile(target int) error {
	if o.overwrite || o.earlier == nil {
		return nil
	}
	if why := o.record.Model.differs(o.earlier.Model); why != "" && len(o.earlier.Inputs) > 0 {
		return o.refuse("", why)
	}
	for i := range o.earlier.Inputs {
		in := &o.earlier.Inputs[i]
		now := o.byStem[in.Directory]
		if now != nil && in.source() != now.record.source() {
			return o.refuse(in.Directory, fmt.Sprintf("maps of another input, or of one made of the file in another way: %s, now %s", in.File, now.record.File))
		}
		for _, a := range in.Attributions {
			if why := o.clash(in, a, now != nil, target); why != "" {
				return o.refuse(in.Directory, fmt.Sprintf("the map %s, made with other parameters (%s)", a.NPY, why))
			}
		}
	}
	return o.strays()
}

func (o *output) refuse(dir, holds string) error {
	return fmt.Errorf("output %s holds %s; --overwrite replaces what is there, and --out writes elsewhere", filepath.Join(o.dir, dir), holds)
}

// source says what the network's input was made of, and how. What its colours were
// converted from is known only when it is decoded, and follows from the file.
func (in *inputRecord) source() string {
	from := inputRecord{SHA256: in.SHA256, Shape: in.Shape, Array: in.Array}
	if in.Image != nil {
		image := *in.Image
		image.Converted = nil
		from.Image = &image
	}
	return inJSON(from)
}

// differs says in what models differ, as far as maps depend on it.
func (m modelRecord) differs(earlier modelRecord) string {
	switch {
	case m.SHA256 != earlier.SHA256 || m.Form != earlier.Form:
		return fmt.Sprintf("maps of another model: %s, now %s", earlier.Path, m.Path)
	case m.Score != earlier.Score:
		return fmt.Sprintf("maps of another score: %s, now %s", earlier.Score, m.Score)
	case !reflect.DeepEqual(m.Preprocess, earlier.Preprocess):
		return fmt.Sprintf("maps of images with another preprocessing: %s, now %s", earlier.recipe(), m.recipe())
	}
	return ""
}

func (m modelRecord) recipe() string {
	if m.Preprocess == nil {
		return "none"
	}
	return m.Preprocess.Name
}

// clash says in what a map differs from those that this run will make, of the same
// input or of others.
func (o *output) clash(in *inputRecord, a attributionRecord, same bool, target int) string {
	methods, err := methods.Select([]string{a.Method})
	if a.Parameters == nil || err != nil || len(methods) != 1 {
		return "its own are not recorded"
	}
	k := kind{methods[0], a.Variant}
	for _, kNow := range o.kinds {
		then, now := a.Parameters, o.made[kNow.String()]
		if same {
			now = now.at(in.wanted(target))
		} else {
			now, then = now.at(0), then.at(0)
		}
		if all := differences(k, then, kNow, now); len(all) > 0 {
			return strings.Join(all, ", ")
		}
	}
	return ""
}

// wanted is the class that a target is for an input that was explained earlier: the
// same model gives it the same scores.
func (in *inputRecord) wanted(target int) int {
	if target < 0 && len(in.Predictions) > 0 {
		return in.Predictions[0].Class
	}
	return target
}
