package main

import (
	"github.com/urfave/cli/v2"
	"slices"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/methods"
)

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "compute heatmaps of what a model saw in images, plain and frozen",
		ArgsUsage: "MODEL INPUT...",
		Description: `MODEL is a directory that gen wrote, or whatever gen takes. An INPUT is an image
(PNG, JPEG, GIF, BMP, WebP), a folder of images, without the folders in it, or an
array, [H,W,C] or [N,H,W,C], that is fed to the network as it is: a .npy file, or
FILE.npz:KEY. An input that fails is reported at the end, and the exit code is 1.

Example: tfreeze explain --method all --out out squeezenet_frozen cat.jpg`,
		Flags: slices.Concat(modelFlags(), []cli.Flag{
			&cli.StringFlag{Name: "out", Value: "heatmaps", Usage: "the `DIR` to write to; what it holds of other inputs and methods stays"},
			&cli.BoolFlag{Name: "overwrite", Usage: "replace what an earlier run wrote to DIR: else, maps made with other parameters or by another model are refused"},
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			&cli.StringFlag{Name: "freeze", Value: "plain,threshold", Usage: "comma-separated `LIST` of plain, threshold, mask"},
			viewFlag(),
		}, optionFlags(methods.Values{}, methods.Percentile.Choice), []cli.Flag{
			&cli.StringFlag{Name: "target", Value: "top1", Usage: "the `CLASS` to explain: top1, its index or its label; index:N or label:NAME where a number could be both"},
			&cli.StringFlag{Name: "labels", Usage: "a `FILE` with a class's name per line (default: the model's own)"},
		}, optionFlags(methods.Values{}, slices.DeleteFunc(methods.Options(), freezes)...), []cli.Flag{
			&cli.StringFlag{Name: "engine", Value: string(explain.DenseEngine), Usage: "compute frozen maps with the `ENGINE` dense (TensorFlow, the whole network), pruned (what freezing leaves of it), or auto: the one with less work"},
			&cli.IntFlag{Name: "batch", DefaultText: "one image, several under way", Usage: "take `N` images through the network together (a map may then differ in its last digits), or N points of a path"},
			&cli.IntFlag{Name: "memory", DefaultText: "half of what is free", Usage: "let what is under way take `MIB` MiB, besides the weights"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			&cli.BoolFlag{Name: "fail-fast", Usage: "end at the first input that cannot be read or explained, in place of going on with the others"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
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
