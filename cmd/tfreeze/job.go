package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/jobs"
	"tfreeze/storage"
)

// jobOptions returns the options of a job, and what its shard is from. They are nil
// without a job, which --shard, --format or a scheduler asks for.
func jobOptions(c *cli.Context, files tfreeze.FilesOptions) (o *tfreeze.JobOptions, from string, err error) {
	o = &tfreeze.JobOptions{FilesOptions: files, Options: jobs.Options{Formats: []jobs.Format{jobs.NPZ}, Float16: c.Bool("float16")}}
	if o.Shard, from, err = shardOf(c); err != nil {
		return nil, "", err
	}
	switch {
	case o.Shard != jobs.Shard{}:
	case c.IsSet("format"):
		o.Shard = jobs.Shard{N: 1}
	default:
		for _, flag := range []string{"float16", "max-failures"} {
			if c.IsSet(flag) {
				return nil, "", usage("--%s has no effect without --shard or --format", flag)
			}
		}
		return nil, "", nil
	}
	return o, from, chooseFormats(c, o)
}

// shardOf returns the shard that --shard or a scheduler asks for, and, if that is a
// scheduler, which. It is zero without either.
func shardOf(c *cli.Context) (s jobs.Shard, from string, err error) {
	if c.IsSet("shard") {
		s, err = jobs.ParseShard(c.String("shard"))
	} else {
		s, from, err = jobs.FromEnvironment(os.LookupEnv)
	}
	if err != nil {
		return jobs.Shard{}, "", usageError{err}
	}
	if from != "" {
		from = ", of " + from
	}
	return s, from, nil
}

func chooseFormats(c *cli.Context, o *tfreeze.JobOptions) (err error) {
	if c.IsSet("format") {
		if o.Formats, err = jobs.ParseFormats(split(c.String("format"))); err != nil {
			return usageError{err}
		}
	}
	if c.IsSet("max-failures") {
		if o.MaxFailures, err = jobs.ParseLimit(c.String("max-failures")); err != nil {
			return usage("--max-failures %w", err)
		}
	}
	if c.IsSet("view") && !slices.Contains(o.Formats, jobs.PNG) {
		return usage("--view has no effect without pictures: add png to --format")
	}
	for _, flag := range []string{"overwrite", "index", "report", "figure-layout"} {
		if c.IsSet(flag) {
			return usage("--%s has no effect on a job, with --shard or --format", flag)
		}
	}
	if c.IsSet("fail-fast") {
		return usage("--fail-fast has no effect on a job, with --shard or --format: give --max-failures 0")
	}
	return nil
}

// explainJob explains a shard, and prints how far it has come.
func explainJob(c *cli.Context, m *tfreeze.Model, items []tfreeze.Item, o *tfreeze.JobOptions, from string, p *printer) error {
	o.Begin = func(s jobs.Summary) {
		printModel(p.out, p.model)
		p.what = "shard " + s.Shard
		fmt.Fprintf(p.out, "shard     %s%s: %d of %d inputs, %d explained before\n", s.Shard, from, s.Own, s.Items, s.Earlier)
	}
	o.Progress = p.Progress
	o.Storage = buckets()
	defer o.Storage.Close()
	dir := c.String("out")
	s, err := m.ExplainJob(c.Context, items, dir, *o)
	p.clear()
	if s.Shard != "" {
		fmt.Fprintf(p.out, "explained %d, %d of them now\n", s.Explained, s.Explained-s.Earlier)
	}
	if s.Failed > 0 {
		fmt.Fprintf(p.out, "failed    %d, listed in %s\n", s.Failed, storage.Join(dir, o.Shard.Dir(), jobs.FailedFile))
	}
	return refused(err)
}
