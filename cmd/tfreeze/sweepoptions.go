package main

import (
	"strconv"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/report"
)

func sweepOptions(c *cli.Context) (m tfreeze.ModelOptions, o tfreeze.SweepOptions, formats []string, err error) {
	if m, err = modelOptions(c); err != nil {
		return m, o, nil, err
	}
	if o.Variants, err = chosenVariants(c); err != nil {
		return m, o, nil, err
	}
	if o.Methods = m.Methods; o.Methods == nil {
		o.Methods = []string{"grad"}
		m.Methods = o.Methods
	}
	if c.IsSet("percentile") {
		for _, text := range split(c.String("percentile")) {
			p, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return m, o, nil, usage("--percentile %s: give numbers, separated by commas", c.String("percentile"))
			}
			o.Percentiles = append(o.Percentiles, p)
		}
	}
	o.Targets, o.View, o.Width, o.Engine = c.StringSlice("target"), c.String("view"), c.Float64("figure-width"), explain.Engine(c.String("engine"))
	o.Look = report.Look{Colormap: c.String("colormap"), Opacity: c.Float64("opacity")}
	setOptions(c, &o.Options, sweptOptions()...)
	formats = split(c.String("figure"))
	if err := report.CheckFormats(formats); err != nil {
		return m, o, nil, usageError{err}
	}
	if err := o.Check(); err != nil {
		return m, o, nil, usageError{err}
	}
	criterion, err := methods.CriterionOf(o.Options)
	if err != nil {
		return m, o, nil, usageError{err}
	}
	m.Criteria = []string{criterion.Kind}
	if err := parseFitting(c, &m); err != nil {
		return m, o, nil, err
	}
	if m.Feeds, err = parseFeeds(c); err != nil {
		return m, o, nil, err
	}
	var arrays tfreeze.FilesOptions
	arrays.ExplainOptions = o.ExplainOptions
	err = readArrays(c, &arrays)
	o.ExplainOptions = arrays.ExplainOptions
	return m, o, formats, err
}
