package main

import (
	"context"
	"fmt"
	"path"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"tfreeze"
	"tfreeze/inputs"
	"tfreeze/jobs"
)

// An Explained is a record of the first output: an image that has maps.
type Explained struct {
	File   string  `json:"file"`
	Target int     `json:"target"`
	Label  string  `json:"label,omitempty"`
	Score  float32 `json:"score"`
	// Maps are files within the job's directory, or FILE.npz:KEY.
	Maps []string `json:"maps,omitempty"`
}

// A Failed is a record of the second output: an image that has none, and the reason.
type Failed struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// The metrics that runners show. Earlier counts what a run before this one has explained.
var (
	explained = beam.NewCounter("tfreeze", "explained")
	earlier   = beam.NewCounter("tfreeze", "earlier")
	failed    = beam.NewCounter("tfreeze", "failed")
)

// explainFn explains the images of a shard.
type explainFn struct{ Job job }

// Setup opens the model, so that a worker that cannot fails before it has taken work.
func (f *explainFn) Setup(ctx context.Context) error {
	_, err := f.open(ctx)
	return err
}

func (f *explainFn) open(ctx context.Context) (*heldModel, error) {
	return held.open(ctx, f.Job.key(), f.Job.model())
}

// ProcessElement explains the images of a shard that have no maps yet, and emits all of
// the shard's, also those of an earlier run: a bundle that is run again loses nothing.
func (f *explainFn) ProcessElement(ctx context.Context, shard jobs.Shard, good func(Explained), bad func(Failed)) error {
	o, err := f.Job.options(shard)
	if err != nil {
		return err
	}
	items, err := readList(ctx, f.Job.List)
	if err != nil {
		return err
	}
	m, err := f.open(ctx)
	if err != nil {
		return err
	}
	var done jobs.Summary
	err = m.alone(ctx, func() error {
		done, err = m.ExplainJob(ctx, items, f.Job.Out, o)
		return err
	})
	if err != nil {
		return fmt.Errorf("shard %v: %w", shard, err)
	}
	explained.Inc(ctx, int64(done.Explained-done.Earlier))
	earlier.Inc(ctx, int64(done.Earlier))
	failed.Inc(ctx, int64(done.Failed))
	return jobs.ReadShard(f.Job.Out, shard,
		func(l *jobs.Line) error { good(explainedOf(l)); return nil },
		func(l *jobs.FailedLine) error { bad(Failed{l.File, l.Error}); return nil })
}

func explainedOf(l *jobs.Line) Explained {
	e := Explained{File: l.File, Target: l.Target, Label: l.Label, Score: l.Score}
	for _, a := range l.Attributions {
		for _, file := range []string{a.NPY, a.PNG} {
			if file != "" {
				e.Maps = append(e.Maps, path.Join(l.Directory, file))
			}
		}
	}
	return e
}

// readList reads the list of images by Beam's file systems.
func readList(ctx context.Context, name string) ([]tfreeze.Item, error) {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	defer fs.Close()
	r, err := fs.OpenRead(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	defer r.Close()
	items, err := inputs.ReadList(r)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", name, err)
	}
	return items, nil
}
