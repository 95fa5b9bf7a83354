package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/internal/tensorflow"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

const recordFile = "explain.json"

// An output is the directory that explain writes. Nothing is written before
// there is a map; then explain.json is, and again after each input, so that an
// interrupted run is known by it.
type output struct {
	dir    string
	record record
	labels []string
	// source is what the labels are from: where the graph leaves the number of classes
	// open, it is held against the scores.
	source savedmodels.Labels
	views  []report.View
	layout gr.Layout
	start  time.Time
	// mutex guards the record, and whether it was written: inputs are explained side
	// by side.
	mutex   sync.Mutex
	written bool

	lock *lockedDir
	// earlier is what another run wrote to the directory; nil if none did, or when
	// that is removed.
	earlier   *record
	overwrite bool
	// order has the inputs' directories, which dirs and byStem find.
	order  []*inputDir
	dirs   map[*inputs.Input]*inputDir
	byStem map[string]*inputDir
	// kinds are those of this run's maps; made has their parameters.
	kinds []kind
	made  map[string]made
}

func newOutput(dir string, m *savedmodels.Model, r explain.Request, views []report.View, labels []string) (*output, error) {
	hash, err := m.Hash()
	if err != nil {
		return nil, err
	}
	o := &output{dir: dir, labels: labels, views: views, layout: m.Card.Generated.Layout, start: time.Now()}
	o.record = record{Tfreeze: version, Parameters: parametersOf(r, views), Inputs: []inputRecord{}, Model: modelRecord{
		Path: m.Path, Form: m.Form, SHA256: hash, GraphSHA256: m.Card.Generated.GraphSHA256,
		Score: m.Card.Generated.Score, Head: m.Card.Generated.Head, Preprocess: m.Card.Preprocess,
	}}
	if o.record.TensorFlow, err = tensorflow.Version(); err != nil {
		return nil, err
	}
	return o, nil
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
	if _, err := os.Stat(filepath.Join(dir, recordFile)); err != nil {
		return fmt.Errorf("output %s holds other things (%q) and no %s: nothing was written", dir, entries[0].Name(), recordFile)
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

func (o *output) write() error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.written = true
	o.record.Seconds = time.Since(o.start).Seconds()
	o.record.Inputs = o.inputs()
	return files.Write(filepath.Join(o.dir, recordFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(o.record)
	})
}

// fail records the inputs that failed.
func (o *output) fail(failed inputs.Failures) {
	o.record.Failed = nil
	for _, f := range failed.InOrder() {
		o.record.Failed = append(o.record.Failed, failedRecord{f.Input.Path, f.Err.Error()})
	}
}

// finish writes explain.json for the last time, unless nothing was explained.
func (o *output) finish(failed inputs.Failures) error {
	if !o.written {
		return nil
	}
	o.fail(failed)
	o.record.Complete = true
	return o.write()
}

func (o *output) begin(in *inputs.Input) *inputDir { return o.dirs[in] }

func parametersOf(r explain.Request, views []report.View) parameters {
	p := parameters{
		Variants: r.Variants, Percentile: r.Percentile, Steps: r.Steps, Path: r.Path, Samples: r.Samples,
		Stdev: r.Stdev, Seed: r.Seed, Signed: r.Signed, Baseline: "zero", Epsilon: r.Epsilon,
	}
	for _, m := range r.Methods {
		p.Methods = append(p.Methods, m.Name)
	}
	for _, v := range views {
		p.Views = append(p.Views, v.Name)
	}
	if r.Baseline != nil {
		p.Baseline = "given"
	}
	if r.Noise != nil {
		p.Noise = "given"
	}
	return p
}
