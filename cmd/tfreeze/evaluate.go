package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/evaluate"
	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/methods"
)

func evaluateCommand() *cli.Command {
	s := evaluate.NewSettings()
	return &cli.Command{
		Name:      "evaluate",
		Usage:     "measure how sparse, stable and faithful maps are, plain and frozen",
		ArgsUsage: "MODEL IMAGE...",
		Description: `MODEL and IMAGE are as for explain. Each map is measured beside controls: a random
map, an edge map, and freezing with a random mask of the same size. DIR gets a row
for each image, method, variant, percentile and metric (rows.csv), means with
bootstrap intervals and paired differences from the plain maps (summary.csv,
summary.md), plots, and what was asked for (run.json). A run that was stopped goes
on where it was; another may add images, methods, variants, percentiles and metrics.
With --shard, several processes share the images; tfreeze merge DIR joins the shards.

Example: tfreeze evaluate squeezenet_frozen photos --percentile 50,80,95 --out study`,
		Flags: slices.Concat(modelFlags(), []cli.Flag{
			&cli.StringFlag{Name: "out", Value: "evaluation", Usage: "write to `DIR`; what is there is not measured again"},
			&cli.StringFlag{Name: "metric", Value: "gini,entropy,insertion,deletion", Usage: "measure a comma-separated `LIST` of metrics: all, " + strings.Join(evaluate.Names(), ", ") + "; METRIC:N on the first N images alone"},
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			freezeFlag("plain,threshold,mask", "", ""),
			&cli.StringFlag{Name: "percentile", Value: fmt.Sprint(methods.Percentile.Of(methods.Values{})), Usage: "freeze below a comma-separated `LIST` of percentiles"},
			&cli.IntFlag{Name: "images", DefaultText: "all", Usage: "measure the first `N` images alone"},
			&cli.StringFlag{Name: "shard", Usage: "measure shard `I/N` of the images, 0/8 to 7/8, in a directory of its own within that of --out (default: what Kubernetes, Slurm or AWS Batch say)"},
			&cli.BoolFlag{Name: "report", Usage: "write DIR/report.html, too, one file with all maps, at the first percentile, and what was measured of each"},
			&cli.StringFlag{Name: "masks", Usage: "take the objects from the masks NAME.png in `DIR`: what is not black, of the picture's size or the network's"},
			&cli.StringFlag{Name: "boxes", Usage: "take the objects from the boxes in `FILE`, COCO's JSON"},
			&cli.StringFlag{Name: "pixels", Value: string(s.Pixels), Usage: "make one number of a pixel's channels by `HOW`: " + texts(evaluate.Reductions)},
			&cli.StringFlag{Name: "outcome", Value: s.Score, Usage: "let insertion, deletion and ROAD read the `SCORE` " + strings.Join(evaluate.Scorings, " or ")},
			&cli.StringFlag{Name: "perturb", Value: s.Perturb, Usage: "insert and delete by `WHOSE` definition: " + strings.Join(evaluate.Perturbs, ", ")},
			&cli.IntFlag{Name: "step-pixels", DefaultText: "a 224th of the picture; a tenth for xplique", Usage: "insert and delete `N` pixels at once"},
			&cli.IntFlag{Name: "probes", Value: s.Probes, Usage: "draw `N` points for max_sensitivity, and squares for infidelity"},
			&cli.Float64Flag{Name: "radius", Value: s.Radius, Usage: "let max_sensitivity change an element by up to a `SHARE` of the input's range"},
			&cli.Float64Flag{Name: "square", Value: s.Square, Usage: "let infidelity's squares have a `SHARE` of the picture's shorter side"},
			&cli.IntFlag{Name: "mprt-layers", DefaultText: "one for each layer", Usage: "permute the layers in `N` steps"},
		}, optionFlags(methods.Values{}, evaluateChoices(freezes)...), []cli.Flag{
			&cli.StringFlag{Name: "target", Value: "top1", Usage: "explain `CLASS` of every image: top1, an index or a label; index:N or label:NAME if a number could be either"},
			&cli.StringFlag{Name: "labels", Usage: "read the classes' names from `FILE`, one per line (default: the model's own)"},
		}, optionFlags(methods.Values{}, evaluateChoices(concernsMethods)...), []cli.Flag{
			&cli.StringFlag{Name: "engine", Value: string(explain.AutoEngine), Usage: "compute frozen maps with the `ENGINE` dense, pruned, or auto: the one with less work"},
			&cli.IntFlag{Name: "batch", Value: 16, Usage: "run `N` points through the network together"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
		Action: runEvaluate,
	}
}

// evaluateChoices are the options of one kind that are the same for every map.
func evaluateChoices(of func(*methods.Choice) bool) []*methods.Choice {
	return slices.DeleteFunc(methods.Options(), func(c *methods.Choice) bool {
		return !of(c) || c == methods.Percentile.Choice || c == methods.Criterion.Choice
	})
}

func texts[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

func runEvaluate(c *cli.Context) error {
	path, files, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("IMAGE is missing; see tfreeze help evaluate")
	}
	if c.String("out") == "" {
		return usage("evaluate needs a directory to write: --out DIR")
	}
	model, o, err := evaluateOptions(c)
	if err != nil {
		return err
	}
	from := ""
	if o.Shard, from, err = shardOf(c); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return usageError{err}
	}
	m, err := tfreeze.OpenFor(c.Context, path, files, model)
	if err != nil {
		return refused(err)
	}
	defer m.Close()
	printModel(c.App.Writer, m.About())
	dir := c.String("out")
	if o.Shard.N > 0 {
		dir = filepath.Join(dir, o.Shard.Dir())
		fmt.Fprintf(c.App.Writer, "shard     %s%s\n", o.Shard, from)
	}
	o.Watch = func(done, total int, in *inputs.Input) {
		if in == nil {
			fmt.Fprintf(c.App.Writer, "summary   %s\n", filepath.Join(dir, evaluate.TableFile))
			return
		}
		fmt.Fprintf(c.App.Writer, "image     %d of %d, %s\n", done+1, total, in.Path)
	}
	measured, err := m.Evaluate(c.Context, files, c.String("out"), o)
	printFailures(c.App.ErrWriter, measured.Failed, measured.Total)
	return refused(err)
}

// evaluateOptions returns the options that the flags of evaluate set.
func evaluateOptions(c *cli.Context) (m tfreeze.ModelOptions, o tfreeze.EvaluateOptions, err error) {
	if m, err = modelOptions(c); err != nil {
		return m, o, err
	}
	if o.Variants, err = chosenVariants(c); err != nil {
		return m, o, err
	}
	if o.Percentiles, err = percentiles(c.String("percentile")); err != nil {
		return m, o, err
	}
	o.Metrics, o.Images, o.Batch, o.Masks, o.Boxes = split(c.String("metric")), c.Int("images"), c.Int("batch"), c.String("masks"), c.String("boxes")
	o.Report = c.Bool("report")
	o.Target, o.Engine = cmp.Or(c.String("target"), "label:"), explain.Engine(c.String("engine"))
	setOptions(c, &o.Options, append(evaluateChoices(freezes), evaluateChoices(concernsMethods)...)...)
	settings := settings(c)
	o.Settings = &settings
	if c.IsSet("images") && o.Images < 1 {
		return m, o, usage("--images %d: give 1 or more", o.Images)
	}
	if o.Batch < 1 {
		return m, o, usage("--batch %d: give 1 or more", o.Batch)
	}
	m.Criteria = []string{methods.ByActivation, methods.Random}
	if err := parseFitting(c, &m); err != nil {
		return m, o, err
	}
	if m.Feeds, err = parseFeeds(c); err != nil {
		return m, o, err
	}
	f := tfreeze.FilesOptions{ExplainOptions: o.ExplainOptions}
	err = readArrays(c, &f)
	o.ExplainOptions = f.ExplainOptions
	return m, o, err
}

func settings(c *cli.Context) evaluate.Settings {
	s := evaluate.NewSettings()
	s.Pixels, s.Score, s.Perturb = evaluate.Reduction(c.String("pixels")), c.String("outcome"), c.String("perturb")
	s.StepPixels, s.Probes, s.Layers = c.Int("step-pixels"), c.Int("probes"), c.Int("mprt-layers")
	s.Radius, s.Square = c.Float64("radius"), c.Float64("square")
	return s
}

func percentiles(list string) ([]float64, error) {
	var all []float64
	for _, text := range split(list) {
		p, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, usage("--percentile %s: %q is no number", list, text)
		}
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all, nil
}
