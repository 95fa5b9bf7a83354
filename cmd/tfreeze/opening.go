package main

import (
	"fmt"
	"os"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
)

const figureFile = "figure.png"

// open takes the directory for this run alone, and finds out what of an earlier run
// stays in it.
func (o *output) open(all []*inputs.Input, r explain.Request) error {
	if err := ownOrEmpty(o.dir); err != nil {
		return err
	}
	if err := writable(o.dir); err != nil {
		return err
	}
	var err error
	if o.lock, err = lockDir(o.dir); err != nil {
		return err
	}
	if err := o.take(all, r); err != nil {
		o.lock.close()
		return err
	}
	return nil
}

func (o *output) take(all []*inputs.Input, r explain.Request) error {
	var err error
	if o.earlier, err = readRecord(o.dir); err != nil {
		return err
	}
	o.made = map[string]made{}
	for _, m := range r.Methods {
		for _, v := range r.Variants {
			k := kind{m, v}
			if o.made[k.String()], err = o.record.Parameters.of(k); err != nil {
				return err
			}
			o.kinds = append(o.kinds, k)
		}
	}
	o.place(all)
	return o.reconcile(r.Target)
}

// close writes down what there is of maps, if the run was not finished, and lets
// others have the directory.
func (o *output) close() {
	begun := slices.ContainsFunc(o.order, func(d *inputDir) bool { return d.begun })
	if begun && !o.record.Complete {
		o.write() // the run has failed with an error that says more
	}
	for _, d := range o.order {
		os.Remove(d.dir) // fails if it is not there, or not empty
	}
	o.lock.close()
}

// inputs are those of this run of which there is something, in the places of those
// that they replace, and the others of earlier runs.
func (o *output) inputs() []inputRecord {
	all := []inputRecord{}
	if o.earlier != nil {
		all = slices.Clone(o.earlier.Inputs)
	}
	for _, d := range o.order {
		if !d.begun {
			continue
		}
		i := slices.IndexFunc(all, func(in inputRecord) bool { return in.Directory == d.record.Directory })
		if i < 0 {
			all = append(all, d.record)
		} else {
			all[i] = d.record
		}
	}
	return all
}

// make makes the input's directory, and writes explain.json before there is a map.
func (d *inputDir) make(r *explain.Result) error {
	if _, err := d.source.For(len(r.Scores)); err != nil {
		return err
	}
	d.describe(r)
	if err := d.enter(); err != nil {
		return err
	}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return d.write()
}

// enter removes what is to be overwritten, or goes on from the maps that there are of
// the input.
func (d *inputDir) enter() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.overwrite && d.earlier != nil {
		if err := d.clear(); err != nil {
			return err
		}
	}
	if had := d.earlier.findInput(d.record.Directory); had != nil {
		d.record.Attributions = slices.Clone(had.Attributions)
	}
	d.begun, d.record.Unfinished = true, true
	return nil
}

// note adds a map to the record, or replaces the one of an earlier run, whose
// pictures in other views stay.
func (d *inputDir) note(rec attributionRecord) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	i := slices.IndexFunc(d.record.Attributions, func(a attributionRecord) bool { return a.NPY == rec.NPY })
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

func (d *inputDir) end() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.record.Unfinished = false
}
