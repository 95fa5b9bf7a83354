package results

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/internal/npy"
)

// A Dir is the directory of one input. It holds a map and its pictures for each method
// and variant, and a figure of all maps in the first view.
type Dir struct {
	*Output
	in   *inputs.Input
	path string
	// begun is set once the directory holds a file of this run.
	begun  bool
	record Input
	// plate is what the figure shows. It is empty before the first map and after the figure.
	plate Plate
}

// Attribution writes one map and its pictures.
func (d *Dir) Attribution(r *explain.Result, a explain.Attribution) error {
	if !d.begun {
		if err := d.make(r); err != nil {
			return err
		}
	}
	rec := NewAttribution(a, d.in.Shape)
	rec.NPY, rec.Parameters = rec.Name()+".npy", d.made[rec.Name()].at(r.Explained)
	shape := make([]int, len(a.Shape))
	for i, n := range a.Shape {
		shape[i] = int(n)
	}
	err := files.Write(filepath.Join(d.path, rec.NPY), func(w io.Writer) error { return npy.Write(w, shape, a.Values) })
	if err != nil {
		return err
	}
	if m, ok := DrawingOf(a.Shape, a.Values, d.layout, d.in.Image != nil || rec.Shape != nil); ok {
		if err := d.draw(&rec, m); err != nil {
			return err
		}
	}
	d.note(rec)
	return nil
}

// make makes the directory, and writes explain.json before the first map.
func (d *Dir) make(r *explain.Result) error {
	if _, err := d.run.Labels.For(r.Classes()); err != nil {
		return err
	}
	d.describe(r)
	if err := d.enter(); err != nil {
		return err
	}
	if err := os.MkdirAll(d.path, 0o755); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return d.write()
}

// enter removes the maps that are overwritten, or continues from those of the input
// that exist.
func (d *Dir) enter() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.overwrite && d.earlier != nil {
		if err := d.clear(); err != nil {
			return err
		}
	}
	if had := d.earlier.find(d.record.Directory); had != nil {
		d.record.Attributions = slices.Clone(had.Attributions)
		d.record.Picture, d.record.Commands = had.Picture, slices.Clone(had.Commands)
	}
	command := d.run.Command
	if known := func(c []string) bool { return slices.Equal(c, command) }; command != nil && !slices.ContainsFunc(d.record.Commands, known) {
		d.record.Commands = append(d.record.Commands, command)
	}
	d.begun, d.record.Unfinished = true, true
	return nil
}

// describe records what is known before the first map.
func (d *Dir) describe(r *explain.Result) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.record.Found(r, d.run.Labels.Names, d.Output.record.Model.Activation)
}

// note adds a map to the record, or replaces the map of an earlier run. Its pictures in
// other views stay.
func (d *Dir) note(rec Attribution) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	i := slices.IndexFunc(d.record.Attributions, func(a Attribution) bool { return a.NPY == rec.NPY })
	if i < 0 {
		d.record.Attributions = append(d.record.Attributions, rec)
		return
	}
	for view, file := range d.record.Attributions[i].Pictures {
		if rec.Pictures[view] == "" && rec.Pictures != nil {
			rec.Pictures[view] = file
		}
	}
	d.record.Attributions[i] = rec
}

// Discard removes what this run wrote for an input that failed later. Files of earlier
// runs stay.
func (d *Dir) Discard() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if !d.begun {
		return
	}
	had := d.earlier.find(d.record.Directory).files()
	for _, file := range d.record.files() {
		if file != "" && !slices.Contains(had, file) {
			os.Remove(filepath.Join(d.path, file))
		}
	}
	os.Remove(d.path) // fails if it holds other files
	d.record.Attributions, d.begun, d.plate = nil, false, Plate{}
}
