package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/report"
	"tfreeze/results"
)

// explainOptions returns the options that the flags of explain set.
func explainOptions(c *cli.Context) (m tfreeze.ModelOptions, o tfreeze.FilesOptions, err error) {
	if m, err = modelOptions(c); err != nil {
		return m, o, err
	}
	if err := smooth(c, &m); err != nil {
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
	o.CSV, o.Index, o.Report = c.Bool("csv"), c.Bool("index"), c.Bool("report")
	o.Command, _ = c.App.Metadata[commandLine].([]string)
	criterion, err := methods.CriterionOf(o.Options)
	if err != nil {
		return m, o, usageError{err}
	}
	m.Criteria = []string{criterion.Kind}
	if c.IsSet("batch") {
		o.Batch = new(c.Int("batch"))
	}
	if c.IsSet("memory") && (c.Int("memory") < 1 || c.IsSet("batch")) {
		return m, o, usage("--memory %d: give 1 MiB or more, and no --batch", c.Int("memory"))
	}
	o.Memory = int64(c.Int("memory")) << 20
	o.Views, o.Look = split(c.String("view")), report.Look{Colormap: c.String("colormap"), Opacity: c.Float64("opacity")}
	if c.IsSet("figure") {
		o.Figures = split(c.String("figure"))
	}
	o.FigureWidth = c.Float64("figure-width")
	if c.IsSet("figure-layout") {
		o.Layouts = split(c.String("figure-layout"))
	}
	if c.IsSet("opacity") && !(o.Look.Opacity > 0) {
		return m, o, usage("--opacity %v: give a number above 0, up to 1", o.Look.Opacity)
	}
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

// smooth adds the methods to smooth.
func smooth(c *cli.Context, m *tfreeze.ModelOptions) error {
	if !c.IsSet("smooth") {
		return nil
	}
	for _, name := range split(c.String("smooth")) {
		if _, err := methods.Select([]string{name}); err != nil {
			return usageError{err}
		}
		m.Methods = append(m.Methods, methods.SmoothedPrefix+name)
	}
	if _, err := methods.Select(m.Methods); err != nil {
		return usageError{err}
	}
	return nil
}

// methodOptions sets the options of the methods.
func methodOptions(c *cli.Context, o *tfreeze.FilesOptions) error {
	// An empty label belongs to no class.
	o.Target = cmp.Or(c.String("target"), "label:")
	o.Engine = explain.Engine(c.String("engine"))
	setOptions(c, &o.Options, methods.Options()...)
	return nil
}

// readArrays reads the noise and the baselines.
func readArrays(c *cli.Context, o *tfreeze.FilesOptions) (err error) {
	if path := c.String(methods.Noise.Name); path != "" {
		if o.Noise, err = tfreeze.ReadArray(path); err != nil {
			return fmt.Errorf("%s %s: %w", methods.Noise.Name, path, err)
		}
	}
	if text := c.String(methods.Baseline.Name); text != methods.Zero {
		o.Baselines, err = parseBaselines(text)
	}
	return err
}

// parseBaselines reads a list of baselines: what has no name is a file.
func parseBaselines(list string) ([]tfreeze.Baseline, error) {
	var all []tfreeze.Baseline
	for _, one := range split(list) {
		name, _, _ := strings.Cut(one, ":")
		if slices.Contains(methods.ReferenceNames, name) {
			if _, err := methods.ParseReference(one); err != nil {
				return nil, usageError{err}
			}
			all = append(all, tfreeze.Named(one))
			continue
		}
		array, err := tfreeze.ReadArray(one)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w%s", methods.Baseline.Name, one, err, nearest.Hint(one, methods.ReferenceNames))
		}
		all = append(all, array)
	}
	return all, nil
}

func viewFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "view", Value: report.Views[0].Name,
			Usage: "draw a comma-separated `LIST` of " + viewList() + "; the figure uses the first"},
		&cli.StringFlag{Name: "colormap", DefaultText: "inferno, or viridis for contour",
			Usage: "colour heat, overlay and contour by the `MAP`: " + strings.Join(report.ColormapNames(), ", ") + " (with signs, also for signed views)"},
		&cli.StringFlag{Name: "figure", Value: report.Formats[0], Usage: "draw the figure in a comma-separated `LIST` of formats: " + strings.Join(report.Formats, ", ") + "; png is always among them"},
		&cli.Float64Flag{Name: "figure-width", DefaultText: "27 mm a map, up to 180 in all", Usage: "make the figure `MM` millimetres wide; its type keeps its size"},
		&cli.Float64Flag{Name: "opacity", DefaultText: fmt.Sprint(report.DefaultOpacity), Usage: "hide `SHARE` of the photo, above 0 and up to 1, at an overlay's largest values"},
	}
}

func layoutFlag() cli.Flag {
	return &cli.StringFlag{Name: "figure-layout", Value: results.Layouts[0],
		Usage: "draw figures in a comma-separated `LIST` of " + strings.Join(results.Layouts, ", ") + ": methods x variants of each input, always; DIR/NAME-targets.png, all targets of an input; DIR/figure.png, all inputs"}
}

func viewList() string { return strings.Join(report.ViewNames(), ", ") }
