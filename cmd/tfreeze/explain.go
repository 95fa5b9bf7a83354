package main

import (
	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
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
	path, files, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("INPUT is missing; see tfreeze help explain")
	}
	if c.String("out") == "" {
		return usage("explain needs a directory to write: --out DIR")
	}
	model, o, err := explainOptions(c)
	if err != nil {
		return err
	}
	m, err := tfreeze.Open(c.Context, path, model)
	if err != nil {
		return refused(err)
	}
	defer m.Close()
	p := newPrinter(c, m.About())
	o.Watcher = p
	done, err := m.ExplainFiles(c.Context, files, c.String("out"), o)
	p.clear()
	if !o.FailFast {
		printFailures(c.App.ErrWriter, done.Failed, done.Total)
	}
	return refused(err)
}
