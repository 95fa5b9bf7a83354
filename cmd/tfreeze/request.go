package main

import (
	"cmp"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

func parseRequest(c *cli.Context) (explain.Request, error) {
	r := explain.NewRequest()
	var err error
	if r.Methods, err = chosenMethods(c.String("method")); err != nil {
		return r, err
	}
	if r.Variants, err = serving.ParseVariants(c.String("freeze")); err != nil {
		return r, usageError{err}
	}
	r.Percentile, r.Steps, r.Path = c.Float64("percentile"), c.Int("steps"), explain.Path(c.String("path"))
	r.Samples, r.Stdev, r.Seed, r.Signed = c.Int("samples"), c.Float64("stdev"), c.Uint64("seed"), c.Bool("signed")
	r.Epsilon = c.Float64("epsilon")
	if c.IsSet("batch") {
		r.Parallel = c.Int("batch")
	}
	if c.IsSet("memory") && (c.Int("memory") < 1 || c.IsSet("batch")) {
		return r, usage("--memory %d: MiB are needed, 1 or more, without --batch", c.Int("memory"))
	}
	if err := cmp.Or(r.Check(), (tensorflow.Options{Threads: c.Int("threads")}).Check()); err != nil {
		return r, usageError{err}
	}
	return r, nil
}
