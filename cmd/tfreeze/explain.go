package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/pipeline"
	"tfreeze/results"
	"tfreeze/savedmodels"
)

func explainCommand() *cli.Command {
	d := explain.NewRequest()
	return &cli.Command{
		Name:      "explain",
		Usage:     "compute heatmaps of what a model saw in images, plain and frozen",
		ArgsUsage: "MODEL INPUT...",
		Description: `MODEL is a directory that gen wrote, or whatever gen takes. An INPUT is an image
(PNG, JPEG, GIF, BMP, WebP), a folder of images, without the folders in it, or an
array, [H,W,C] or [N,H,W,C], that is fed to the network as it is: a .npy file, or
FILE.npz:KEY. An input that fails is reported at the end, and the exit code is 1.

Example: tfreeze explain --method all --out out squeezenet_frozen cat.jpg`,
		Flags: append(append(modelFlags(),
			&cli.StringFlag{Name: "out", Value: "heatmaps", Usage: "the `DIR` to write to; what it holds of other inputs and methods stays"},
			&cli.BoolFlag{Name: "overwrite", Usage: "replace what an earlier run wrote to DIR: else, maps made with other parameters or by another model are refused"},
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			&cli.StringFlag{Name: "freeze", Value: "plain,threshold", Usage: "comma-separated `LIST` of plain, threshold, mask"},
			viewFlag(),
			&cli.Float64Flag{Name: "percentile", Value: d.Percentile, Usage: "freeze below the `P`-th percentile of a layer's positive activations"},
			&cli.StringFlag{Name: "target", Value: "top1", Usage: "the `CLASS` to explain: top1, its index or its label; index:N or label:NAME where a number could be both"},
			&cli.StringFlag{Name: "labels", Usage: "a `FILE` with a class's name per line (default: the model's own)"},
			&cli.IntFlag{Name: "steps", Value: d.Steps, Usage: "integrated gradients: `N` points"},
			&cli.StringFlag{Name: "path", Value: string(d.Path), Usage: "integrated gradients: `WHERE` the points are: right (k/N, k=1..N) or endpoints (both ends)"},
			&cli.IntFlag{Name: "samples", Value: d.Samples, Usage: "SmoothGrad: `N` noisy inputs"},
			&cli.Float64Flag{Name: "stdev", Value: d.Stdev, Usage: "SmoothGrad: `SD` of the noise, as a share of the input's range"},
			&cli.Uint64Flag{Name: "seed", Usage: "SmoothGrad: `SEED` of the noise"},
			&cli.StringFlag{Name: "noise", Usage: "SmoothGrad: the noise itself, a .npy `FILE` of shape [S,H,W,C]"},
			&cli.BoolFlag{Name: "signed", Usage: "SmoothGrad: average the gradients, not their squares"},
			&cli.StringFlag{Name: "baseline", Value: "zero", Usage: "integrated gradients, DeepLIFT: zero, or a .npy `FILE` of the input's shape"},
			&cli.Float64Flag{Name: "epsilon", Value: d.Epsilon, Usage: "eps-LRP: `EPSILON`"},
			&cli.IntFlag{Name: "batch", DefaultText: "one image, several under way", Usage: "take `N` images through the network together (a map may then differ in its last digits), or N points of a path"},
			&cli.IntFlag{Name: "memory", DefaultText: "half of what is free", Usage: "let what is under way take `MIB` MiB, besides the weights"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			&cli.BoolFlag{Name: "fail-fast", Usage: "end at the first input that cannot be read or explained, in place of going on with the others"},
			preprocessFlag(),
			feedFlag(),
		), fittingFlags()...),
		Action: runExplain,
	}
}

func runExplain(c *cli.Context) error {
	a, err := parseExplain(c)
	if err != nil {
		return err
	}
	// The library loads while the model is read: SqueezeNet's first heatmap took
	// 0.49 s in place of 0.55 s. Who needs the library first gets its error.
	// It is awaited, since stderr is turned off meanwhile.
	go tensorflow.Load()
	defer tensorflow.Load()
	m, found, err := openModel(c, a.source, a.request, a.feeds)
	if err != nil {
		return err
	}
	a.request.Methods = methodsOf(m, c, a.request.Methods)
	labels, err := a.target(c, m)
	if err != nil {
		return err
	}
	e, err := explain.Open(m, explain.Options{
		Threads: c.Int("threads"), Feeds: fedBy(a.feeds, found), Methods: a.request.Methods, Variants: a.request.Variants,
	})
	if err != nil {
		return err
	}
	defer e.Close()
	p := newPrinter(c)
	all, bad, err := explainable(c, &inputs.Reader{Shape: e.InputShape(), Layout: m.Card.Generated.Layout, Recipe: m.Card.Preprocess, Fitting: a.fitting}, a.paths, p)
	if err != nil {
		return err
	}
	if err := readArrays(c, &a.request, all[0].Shape); err != nil {
		return err
	}
	run, err := a.run(c, m, labels, found.Folded)
	if err != nil {
		return err
	}
	out, err := results.Create(c.String("out"), c.Bool("overwrite"), run, all)
	if err != nil {
		return err
	}
	defer out.Close()
	fmt.Fprintf(c.App.Writer, "model     %s (%s), takes %s %v, explains %s\n", m.Path, m.Form, e.InputName(), gr.Shape(e.InputShape()), explained(m))
	printFolded(c.App.Writer, "inference", found.Folded)
	failed, err := pipeline.Run(c.Context, pipeline.Work{
		Explainer: e, Request: a.request, Inputs: all, Failed: bad, Output: out, FailFast: c.Bool("fail-fast"),
		Load: pipeline.Load{Batch: c.Int("batch"), Memory: int64(c.Int("memory")) << 20}, Watcher: p.watch(all),
	})
	p.clear()
	if !c.Bool("fail-fast") {
		printFailures(p.err, failed, len(all)+len(bad))
	}
	return err
}

// explainable reads the inputs, of which one at least must be good, and with
// --fail-fast all.
func explainable(c *cli.Context, r *inputs.Reader, paths []string, p *printer) ([]*inputs.Input, inputs.Failures, error) {
	good, bad, err := r.Files(paths)
	total := len(good) + len(bad)
	switch {
	case err != nil:
		return nil, nil, err
	case bad != nil && c.Bool("fail-fast"):
		return nil, nil, bad.First()
	case len(good) == 0:
		printFailures(p.err, bad, total)
		return nil, nil, bad.Err(total)
	}
	return good, bad, nil
}

// openModel reads a model, and makes it frozen-aware in memory unless gen has
// done so.
func openModel(c *cli.Context, source savedmodels.Source, r explain.Request, feeds map[string]explain.Feed) (*savedmodels.Model, gen.Report, error) {
	options, err := genOptions(c, r.Methods)
	if err != nil {
		return nil, gen.Report{}, err
	}
	feedOptions(&options, feeds)
	m, err := savedmodels.Load(source)
	if err != nil {
		return nil, gen.Report{}, err
	}
	if err := setPreprocess(m, c.String("preprocess")); err != nil {
		return nil, gen.Report{}, err
	}
	if m.Card.Generated != nil {
		return m, gen.Report{}, onlyForGen(c, m)
	}
	options.Bare = true
	p, err := gen.Build(m, options)
	if err != nil {
		return nil, gen.Report{}, fmt.Errorf("%s: %w", m.Path, err)
	}
	return m, p.Report, nil
}
