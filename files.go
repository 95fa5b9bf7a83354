package tfreeze

import (
	"context"
	"errors"
	"fmt"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/pipeline"
	"tfreeze/report"
	"tfreeze/results"
)

// FilesOptions say how many files are explained, and what becomes of the directory.
type FilesOptions struct {
	ExplainOptions
	// Views are the ways in which maps are drawn, by name; nil is grayscale, and the
	// figure has the first.
	Views []string
	// Overwrite replaces what an earlier run wrote to the directory. Else maps add up,
	// and those of another model or with other parameters are an error.
	Overwrite bool
	// FailFast ends at the first input that cannot be read or explained.
	FailFast bool
	// Batch is how many images go through the network together, or how many points of a
	// path; a map may then differ in its last digits. Nil is one, with two runs at once
	// if they fit into half of the free memory, or into Memory bytes.
	Batch  *int
	Memory int64
	// Watcher is told how the work goes; it may be nil.
	Watcher Watcher
}

// A Watcher is told how the work goes, by one call at a time.
type Watcher interface {
	// Begin is called with the inputs that will be explained, when the directory is
	// taken.
	Begin([]*inputs.Input)
	// Progress says how many of the network's runs are done.
	Progress(done, total int)
	// Explained is called for each input, in their order, when its maps are written.
	Explained(*inputs.Input, *explain.Result, results.Summary)
}

// Files says what became of the files.
type Files struct {
	// Total is how many inputs there were, and Failed are those without maps.
	Total  int
	Failed inputs.Failures
}

// Check finds options that have no answer, whatever the model and the inputs.
func (o FilesOptions) Check() error {
	r, err := o.request()
	if err != nil {
		return err
	}
	set(&r.Parallel, o.Batch)
	if err := r.Check(); err != nil {
		return err
	}
	if o.Memory < 0 {
		return fmt.Errorf("memory of %d bytes: 0 or more are possible", o.Memory)
	}
	_, err = viewsOf(o.Views)
	return err
}

func viewsOf(names []string) ([]report.View, error) {
	if len(names) == 0 {
		return report.Views[:1], nil
	}
	return report.SelectViews(names)
}

// ExplainFiles explains files and writes a directory: see package results for what is
// in it, and its Read. A path is a File's or a folder's, whose images are taken; an
// array may have a batch dimension. One input that fails does not stop the others: the
// error then says how many did.
func (m *Model) ExplainFiles(ctx context.Context, paths []string, dir string, o FilesOptions) (Files, error) {
	if err := o.Check(); err != nil {
		return Files{}, err
	}
	if len(paths) == 0 {
		return Files{}, errors.New("no input is given")
	}
	// A class that there is not costs no work.
	if _, err := parseTarget(o.Target, m.labels.Names); err != nil {
		return Files{}, err
	}
	good, bad, err := m.reader().Files(paths)
	files := Files{Total: len(good) + len(bad), Failed: bad}
	switch {
	case err != nil:
		return Files{}, err
	case bad != nil && o.FailFast:
		return files, bad.First()
	case len(good) == 0:
		return files, bad.Err(files.Total)
	}
	r, err := m.request(o.ExplainOptions, good[0].Shape)
	if err != nil {
		return Files{}, err
	}
	out, err := m.create(dir, good, r, o)
	if err != nil {
		return Files{}, err
	}
	defer out.Close()
	w := pipeline.Work{Explainer: m.explainer, Request: r, Inputs: good, Failed: bad, Output: out, FailFast: o.FailFast}
	set(&w.Load.Batch, o.Batch)
	w.Load.Memory = o.Memory
	if o.Watcher != nil {
		w.Watcher = o.Watcher
		o.Watcher.Begin(good)
	}
	files.Failed, err = pipeline.Run(ctx, w)
	return files, err
}

// create takes the directory.
func (m *Model) create(dir string, good []*inputs.Input, r explain.Request, o FilesOptions) (*results.Output, error) {
	library, err := tensorflow.Version()
	if err != nil {
		return nil, err
	}
	views, err := viewsOf(o.Views)
	if err != nil {
		return nil, err
	}
	run := results.Run{
		Model: m.model, Request: r, Views: views, Labels: m.labels, Feeds: m.feeds,
		Target: target(o.Target), Exact: m.options.Exact, Inference: m.About().Inference,
		Tfreeze: Version, TensorFlow: library,
	}
	if a := m.options.Activations; a != nil {
		run.Activations = a.String()
	}
	return results.Create(dir, o.Overwrite, run, good)
}
