package tfreeze

import (
	"context"
	"errors"
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/jobs"
	"tfreeze/pipeline"
	"tfreeze/storage"
	"tfreeze/targets"
)

// JobOptions say which part of a job to do, and how it is written. Of FilesOptions,
// Overwrite, FailFast, CSV, Index, Report and Watcher have no effect; package jobs describes the
// directory.
type JobOptions struct {
	FilesOptions
	jobs.Options
	// Begin, if not nil, is called once the shard is locked, with what earlier runs have
	// done of it. Progress, if not nil, is called after each item.
	Begin    func(jobs.Summary)
	Progress func(done, total int)
}

// Check refuses options that are wrong for every model and every input.
func (o JobOptions) Check() error { return o.FilesOptions.Check() }

// ExplainJob explains the items of one shard that no earlier run has explained, and writes
// them to its part of a directory, which may be a URL. An input that fails is recorded there. The summary
// says what was done, even together with an error.
func (m *Model) ExplainJob(ctx context.Context, items []Item, dir string, o JobOptions) (jobs.Summary, error) {
	if err := o.Check(); err != nil {
		return jobs.Summary{}, err
	}
	if len(items) == 0 {
		return jobs.Summary{}, errors.New("no input is given")
	}
	shape, err := m.shapeFor(ctx, items, o.Storage)
	if err != nil {
		return jobs.Summary{}, err
	}
	r, err := m.request(o.ExplainOptions, shape)
	if err != nil {
		return jobs.Summary{}, err
	}
	run, err := m.run(r, o.FilesOptions)
	if err != nil {
		return jobs.Summary{}, err
	}
	o.Options.Fitting = m.options.fitting()
	job, err := jobs.Open(dir, run, o.Options)
	if err != nil {
		return jobs.Summary{}, err
	}
	defer job.Close()
	own, err := job.Own(items)
	if err != nil {
		return jobs.Summary{}, err
	}
	if o.Begin != nil {
		o.Begin(job.Summary())
	}
	w := pipeline.Stream{Explainer: m.explainer, Request: r, Sink: job}
	w.Load.Memory = o.Memory
	set(&w.Load.Batch, o.Batch)
	done := 0
	for _, round := range jobs.Rounds(own) {
		if o.Progress != nil {
			before := done
			w.Progress = func(n, _ int) { o.Progress(before+n, len(own)) }
		}
		if err := pipeline.RunStream(ctx, m.stream(w, job, round)); err != nil {
			return job.Summary(), err
		}
		done += len(round)
	}
	return job.Summary(), job.Finish()
}

// stream is work on items of a job.
func (m *Model) stream(w pipeline.Stream, job *jobs.Job, own []jobs.Own) pipeline.Stream {
	reader := m.reader()
	w.Items = len(own)
	w.Open = func(i int) ([]*inputs.Input, error) { return job.Open(reader, own[i]) }
	w.Ended = func(i int) error { return job.Ended(own[i]) }
	w.Failed = func(i int) *inputs.Input {
		return &inputs.Input{Path: storage.Name(own[i].Path), Name: own[i].Name, Target: own[i].Target}
	}
	w.Target = func(in *inputs.Input) (targets.Target, error) {
		if in.Target == "" {
			return w.Request.Target, nil
		}
		return targets.Parse(in.Target, m.labels.Names)
	}
	return w
}

// shapeFor is the shape of inputs. Where the network leaves it open, it is that of the
// first item that can be read.
func (m *Model) shapeFor(ctx context.Context, items []Item, c *storage.Client) ([]int64, error) {
	if shape := m.explainer.InputShape(); shape != nil && gr.Shape(shape).Static() {
		return shape, nil
	}
	var last error
	for _, item := range items {
		files, err := jobs.Expand(ctx, c, item.Path)
		for _, file := range files {
			made, err := jobs.Read(ctx, c, m.reader(), file)
			if err == nil {
				return made[0].Shape, nil
			}
			last = fmt.Errorf("%s: %w", file, err)
		}
		if err != nil {
			last = fmt.Errorf("%s: %w", item.Path, err)
		}
	}
	return nil, last
}
