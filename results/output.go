package results

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/report"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// A Run describes what all inputs of a run share.
type Run struct {
	// Model is a model that gen built.
	Model   *savedmodels.Model
	Request explain.Request
	// Views are the ways to draw maps. The figure uses the first.
	Views []report.View
	// Look is the look with which they were selected.
	Look report.Look
	// Figures are formats of the figure; PNG is always among them. FigureWidth is its width
	// in millimetres, or 0 for what its cells need.
	Figures     []string
	FigureWidth float64
	// Layouts ask for figures of several inputs.
	Layouts []Layout
	// Labels are the names of the classes. If the graph leaves the number of classes
	// open, it is checked against the scores.
	Labels savedmodels.Labels
	// Feeds are the values of the model's other inputs.
	Feeds map[string]explain.Feed
	// Targets are what is explained of inputs of which Request.Target is not.
	Targets map[*inputs.Input]targets.Target
	// Target, Activations and Exact are the user's choices, as in Parameters.
	Target      string
	Activations string
	Exact       bool
	// MasksSHA256 is the hash of the masks that methods.Criterion names, if it does.
	MasksSHA256 string
	// CSV, Index and Report ask for results.csv, index.html and report.html.
	CSV, Index, Report bool
	// Command is the command line, or nil.
	Command []string
	// Inference says which parts of the model were set to inference.
	Inference []string
	// Tfreeze and TensorFlow are the versions of the programs.
	Tfreeze, TensorFlow string
}

// An Output is the directory that a run writes. Before the first map, nothing is
// written. Then explain.json is written, and again after each input, so that it shows
// if a run was interrupted.
type Output struct {
	dir       string
	overwrite bool
	run       Run
	layout    gr.Layout
	start     time.Time
	// mutex guards the record, and whether it was written, because inputs are explained
	// in parallel.
	mutex   sync.Mutex
	record  Record
	written bool

	lock *files.LockedDir
	// earlier is the record of an earlier run. It is nil if there is none, or if it
	// will be removed.
	earlier *Record
	// order lists the inputs' directories; dirs and byName find them.
	order  []*Dir
	dirs   map[*inputs.Input]*Dir
	byName map[string]*Dir
	// figures are those of several inputs, once they are written.
	figures []string
	// kinds are the kinds of this run's maps, and made holds their parameters.
	kinds []kind
	made  map[string]Made
}

func newOutput(dir string, overwrite bool, run Run) (*Output, error) {
	record, err := NewRecord(run)
	return &Output{dir: dir, overwrite: overwrite, run: run, layout: run.Model.Card.Generated.Layout, start: time.Now(), record: record}, err
}

// Of returns the directory of an input that Create was given.
func (o *Output) Of(in *inputs.Input) *Dir { return o.dirs[in] }

// Fail records the inputs that have failed so far.
func (o *Output) Fail(failed inputs.Failures) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.record.Failed = nil
	for _, f := range failed.InOrder() {
		o.record.Failed = append(o.record.Failed, Failed{f.Input.Path, f.Err.Error()})
	}
}

// Finish writes explain.json for the last time, unless no input was explained.
func (o *Output) Finish(failed inputs.Failures) error {
	if !o.written {
		return nil
	}
	o.Fail(failed)
	if err := o.writeTogether(); err != nil {
		return err
	}
	o.record.Complete = true
	if err := o.write(); err != nil {
		return err
	}
	return errors.Join(o.extra(CSVFile, o.run.CSV, WriteCSV), o.extra(IndexFile, o.run.Index, WriteIndex), o.extra(ReportFile, o.run.Report, o.writeReport))
}

// extra writes a file that shows the record, if it is asked for, or if an earlier run has
// written it.
func (o *Output) extra(name string, wanted bool, write func(io.Writer, *Record) error) error {
	path := filepath.Join(o.dir, name)
	if _, err := os.Stat(path); err != nil && !wanted {
		return nil
	}
	return files.Write(path, func(w io.Writer) error { return write(w, &o.record) })
}

func (o *Output) writeReport(w io.Writer, r *Record) error { return WriteReport(w, o.dir, r) }

// targetOf is what is explained of an input.
func (run Run) targetOf(in *inputs.Input) targets.Target {
	if t, own := run.Targets[in]; own {
		return t
	}
	return run.Request.Target
}

func (o *Output) write() error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.written = true
	o.record.Seconds = time.Since(o.start).Seconds()
	o.record.Inputs = o.inputs()
	return files.Write(filepath.Join(o.dir, File), o.record.to)
}

// to writes explain.json.
func (r *Record) to(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// inputs lists this run's inputs for which something was written, in the places of
// those that they replace, and the remaining inputs of earlier runs.
func (o *Output) inputs() []Input {
	all := []Input{}
	if o.earlier != nil {
		all = slices.Clone(o.earlier.Inputs)
	}
	for _, d := range o.order {
		if !d.begun {
			continue
		}
		i := slices.IndexFunc(all, func(in Input) bool { return in.Directory == d.record.Directory })
		if i < 0 {
			all = append(all, d.record)
		} else {
			all[i] = d.record
		}
	}
	return all
}
