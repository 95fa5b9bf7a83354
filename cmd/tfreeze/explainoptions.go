package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/report"
)

// explainOptions returns the options that the flags of explain set.
func explainOptions(c *cli.Context) (m tfreeze.ModelOptions, o tfreeze.FilesOptions, err error) {
	if m, err = modelOptions(c); err != nil {
		return m, o, err
	}
	if o.Variants, err = chosenVariants(c); err != nil {
		return m, o, err
	}
	m.Variants = o.Variants
	if err := methodOptions(c, &o); err != nil {
		return m, o, err
	}
	o.Overwrite, o.FailFast = c.Bool("overwrite"), c.Bool("fail-fast")
	if c.IsSet("batch") {
		o.Batch = new(c.Int("batch"))
	}
	if c.IsSet("memory") && (c.Int("memory") < 1 || c.IsSet("batch")) {
		return m, o, usage("--memory %d: give 1 MiB or more, and no --batch", c.Int("memory"))
	}
	o.Memory = int64(c.Int("memory")) << 20
	o.Views = split(c.String("view"))
	if err := o.Check(); err != nil {
		return m, o, usageError{err}
	}
	if err := parseFitting(c, &m); err != nil {
		return m, o, err
	}
	if m.Feeds, err = parseFeeds(c); err != nil {
		return m, o, err
	}
	return m, o, readArrays(c, &o)
}

// methodOptions sets the options of the methods.
func methodOptions(c *cli.Context, o *tfreeze.FilesOptions) error {
	// An empty label belongs to no class.
	o.Target = cmp.Or(c.String("target"), "label:")
	o.Engine = explain.Engine(c.String("engine"))
	setOptions(c, &o.Options, methods.Options()...)
	return nil
}

// readArrays reads the noise and the baseline if they are files.
func readArrays(c *cli.Context, o *tfreeze.FilesOptions) (err error) {
	for _, a := range []struct {
		option *methods.Choice
		array  *tfreeze.Array
	}{{methods.Baseline.Choice, &o.Baseline}, {methods.Noise.Choice, &o.Noise}} {
		path := c.String(a.option.Name)
		if path == a.option.Array.Absent {
			continue
		}
		if *a.array, err = tfreeze.ReadArray(path); err != nil {
			return fmt.Errorf("%s %s: %w", a.option.Name, path, err)
		}
	}
	return nil
}

func viewFlag() cli.Flag {
	return &cli.StringFlag{Name: "view", Value: report.Views[0].Name,
		Usage: "draw a comma-separated `LIST` of " + strings.Join(report.ViewNames(), ", ") + "; the figure uses the first"}
}
