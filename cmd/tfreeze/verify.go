package main

import (
	"github.com/urfave/cli/v2"
	"slices"

	"tfreeze"
	"tfreeze/methods"
	"tfreeze/verify"
)

func verifyCommand() *cli.Command {
	d := verify.NewRequest()
	return &cli.Command{
		Name:      "verify",
		Usage:     "check that a frozen-aware model computes what it must",
		ArgsUsage: "MODEL [INPUT...]",
		Description: `MODEL is whatever gen takes, or a directory that gen wrote. With the latter, the
checks that need the original model are not possible. An INPUT is an image or a
.npy array, as for explain. Without one, verify makes a random input.

verify compares the frozen-aware graph with the original model, and the frozen
scores with the plain ones. In float64, it compares the gradient with central
differences of the score, and the fast gradient rules with the plain ones. It also
compares maps in float32 with maps in float64, the sum of a map with the difference
of the scores, the results of the signatures with those of explain, and batches
with single inputs. A difference is a share of the largest element. The exit code
is 1 if a check fails.

Example: tfreeze verify my_saved_model cat.jpg --preprocess inception`,
		Flags: slices.Concat(modelFlags(), []cli.Flag{
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
		}, optionFlags(d.Options, methods.Steps.Choice, methods.Samples.Choice), []cli.Flag{
			&cli.Uint64Flag{Name: methods.Seed.Name, Usage: "use `SEED` for the random input, the noise and the choice of pixels"},
			&cli.IntFlag{Name: "pixels", Value: d.Pixels, Usage: "measure the gradient at `N` elements of the input"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
		Action: runVerify,
	}
}

func runVerify(c *cli.Context) error {
	path, files, err := splitModel(c)
	if err != nil {
		return err
	}
	o, err := verifyOptions(c)
	if err != nil {
		return err
	}
	given := make([]tfreeze.Input, len(files))
	for i, file := range files {
		given[i] = tfreeze.File(file)
	}
	t := &table{out: c.App.Writer}
	o.Watcher = t
	rows, err := tfreeze.Verify(c.Context, path, o, given...)
	if err != nil {
		return refused(err)
	}
	return t.conclude(rows)
}

func verifyOptions(c *cli.Context) (tfreeze.VerifyOptions, error) {
	o := tfreeze.VerifyOptions{Steps: new(c.Int("steps")), Samples: new(c.Int("samples")), Seed: c.Uint64("seed"), Pixels: new(c.Int("pixels"))}
	var err error
	if o.ModelOptions, err = modelOptions(c); err != nil {
		return o, err
	}
	if err := o.Check(); err != nil {
		return o, usageError{err}
	}
	if err := parseFitting(c, &o.ModelOptions); err != nil {
		return o, err
	}
	o.Feeds, err = parseFeeds(c)
	return o, err
}
