package results

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"tfreeze/internal/files"
)

// keeps reports whether the maps of inputs are kept for a figure of several.
func (run Run) keeps() bool {
	return slices.Contains(run.Layouts, TargetsLayout) || slices.Contains(run.Layouts, ImagesLayout)
}

// together are the inputs of each figure of several, by the figure's name without its
// format.
func (o *Output) together() (names []string, of map[string][]*Dir) {
	of = map[string][]*Dir{}
	add := func(name string, d *Dir) {
		if of[name] == nil {
			names = append(names, name)
		}
		of[name] = append(of[name], d)
	}
	if slices.Contains(o.run.Layouts, ImagesLayout) {
		for _, d := range o.order {
			add(figureName, d)
		}
	}
	if !slices.Contains(o.run.Layouts, TargetsLayout) {
		return names, of
	}
	named := map[string]string{}
	for _, d := range o.order {
		file := d.in.Path + "\x00" + d.in.Of
		if named[file] == "" {
			stem := cmp.Or(d.in.Of, "input") + "-targets"
			named[file] = stem + "."
			for n := 2; of[named[file]] != nil; n++ {
				named[file] = fmt.Sprintf("%s-%d.", stem, n)
			}
		}
		add(named[file], d)
	}
	return names, of
}

// checkTogether refuses figures of too many inputs.
func (o *Output) checkTogether() error {
	_, of := o.together()
	for _, dirs := range of {
		if len(dirs) > mostTogether {
			return fmt.Errorf("a figure of %d inputs is too large: at most %d fit", len(dirs), mostTogether)
		}
	}
	return nil
}

// Figures are the paths of the figures of several inputs that this run has written.
func (o *Output) Figures() []string { return o.figures }

// writeTogether writes the figures of several inputs, of those that were explained.
func (o *Output) writeTogether() error {
	names, of := o.together()
	for _, name := range names {
		var plates []*Plate
		for _, d := range of[name] {
			if d.plate.maps != nil {
				plates = append(plates, &d.plate)
			}
		}
		if len(plates) == 0 {
			continue
		}
		f := o.plan().Together("", plates, byName)
		if name != figureName {
			f = o.plan().Together(plates[0].Name, plates, byTarget)
		}
		for _, format := range o.run.formats() {
			file := name + format
			if err := files.Write(filepath.Join(o.dir, file), func(w io.Writer) error { return f.Write(w, format, o.record.shownBy()) }); err != nil {
				return err
			}
			if o.figures = append(o.figures, filepath.Join(o.dir, file)); !slices.Contains(o.record.Figures, file) {
				o.record.Figures = append(o.record.Figures, file)
			}
		}
	}
	return nil
}
