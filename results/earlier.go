package results

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"tfreeze/methods"
	"tfreeze/targets"
)

// readEarlier reads the record of an earlier run, or returns nil if there is none.
func readEarlier(dir string) (*Record, error) {
	r, err := read(dir)
	version := versionError(0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, errDamaged):
		return nil, fmt.Errorf("output %s: %s is damaged, and does not tell which files belong to it: write elsewhere with --out, or remove it", dir, File)
	case errors.As(err, &version):
		return nil, fmt.Errorf("output %s: %s was written by another tfreeze: %w: write elsewhere with --out, or remove it", dir, File, err)
	case err != nil:
		return nil, fmt.Errorf("output: open %s: %w", filepath.Join(dir, File), err)
	}
	return r, nil
}

// reconcile checks that the maps of an earlier run and those of this one may be in the
// same directory. All maps of a directory belong to one model, and share the parameters
// on which they depend. All maps of an input have the same target.
func (o *Output) reconcile() error {
	if o.overwrite || o.earlier == nil {
		return nil
	}
	if why := o.record.Model.differs(o.earlier.Model); why != "" && len(o.earlier.Inputs) > 0 {
		return o.refuse("", why)
	}
	for i := range o.earlier.Inputs {
		in := &o.earlier.Inputs[i]
		now := o.byName[in.Directory]
		if now != nil && in.source() != now.record.source() {
			return o.refuse(in.Directory, fmt.Sprintf("maps of another input, or of the same file prepared differently: %s, now %s", in.File, now.record.File))
		}
		for _, a := range in.Attributions {
			if why := o.clash(in, a, now); why != "" {
				return o.refuse(in.Directory, fmt.Sprintf("the map %s, made with other parameters (%s)", a.NPY, why))
			}
		}
	}
	return o.strays()
}

func (o *Output) refuse(dir, holds string) error {
	return fmt.Errorf("output %s holds %s; --overwrite replaces what is there, and --out writes elsewhere", filepath.Join(o.dir, dir), holds)
}

// source describes the file and how it became the network's input. The conversion of
// its colours is left out: it is known only after decoding, and follows from the file.
func (in *Input) source() string {
	from := Input{SHA256: in.SHA256, Shape: in.Shape, Array: in.Array, Through: in.Through}
	if in.Image != nil {
		image := *in.Image
		image.Converted = nil
		from.Image = &image
	}
	return inJSON(from)
}

// differs says how two models differ, as far as maps depend on it.
func (m Model) differs(earlier Model) string {
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

func (m Model) recipe() string {
	if m.Preprocess == nil {
		return "none"
	}
	return m.Preprocess.Name
}

// clash says how a map differs from those that this run will make, for the same input
// now, or, if that is nil, for others.
func (o *Output) clash(in *Input, a Attribution, now *Dir) string {
	methods, err := methods.Select([]string{a.Method})
	if a.Parameters == nil || err != nil || len(methods) != 1 {
		return "its own parameters are not recorded"
	}
	k := kind{methods[0], a.Variant}
	for _, kNow := range o.kinds {
		then, made := a.Parameters, o.made[kNow.String()]
		if now != nil {
			made = made.at(in.wanted(o.run.targetOf(now.in)))
		} else {
			made, then = made.at(targets.Class(0)), then.at(targets.Class(0))
		}
		if all := differences(k, then, kNow, made); len(all) > 0 {
			return strings.Join(all, ", ")
		}
	}
	return ""
}

// wanted returns what a target means for an input that was explained before. The same
// model gives it the same scores.
func (in *Input) wanted(target targets.Target) targets.Target {
	if above, ok := target.Ranked(); ok && above < len(in.Predictions) {
		return targets.Class(in.Predictions[above].Class)
	}
	if all, err := target.Whole(in.ScoresShape); err == nil {
		return all
	}
	return target
}
