package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/internal/tensorflow"
	"tfreeze/jobs"
	"tfreeze/methods"
)

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "draw heatmaps of what a model sees in images, plain and frozen",
		ArgsUsage: "MODEL INPUT...",
		Description: `MODEL is a directory that gen wrote, or whatever gen takes. An INPUT is an image
(PNG, JPEG, GIF, BMP, WebP), a folder of images (its subfolders are ignored), or an
array, [H,W,C] or [N,H,W,C], in a .npy file or FILE.npz:KEY. An array is fed to the
network unchanged. A pattern, such as 'photos/**/*.jpg' in quotes, means the files that
match. An input that fails is reported at the end, and the exit code is 1. With --shard or
--format, inputs and --out may be in buckets: s3://BUCKET/KEY, gs:// or azblob://.

Example: tfreeze explain --method all --out out squeezenet_frozen cat.jpg`,
		Flags: slices.Concat(modelFlags(), []cli.Flag{
			&cli.StringFlag{Name: "out", Value: "heatmaps", Usage: "write to `DIR`; maps of other inputs and methods there are kept; of a job, it may be a URL"},
			&cli.BoolFlag{Name: "overwrite", Usage: "replace what an earlier run wrote to DIR; without it, maps of another model or with other parameters are an error"},
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			&cli.StringFlag{Name: "smooth", Usage: "average the maps of a comma-separated `LIST` of methods at noisy inputs: smoothed_METHOD; without --method, these alone"},
			freezeFlag("plain,threshold", `"plain,threshold", or plain alone if nothing can be frozen`, ""),
			&cli.BoolFlag{Name: "csv", Usage: "write DIR/results.csv, too: a row for each input, with its target, scores and the share of nodes that pass"},
			&cli.StringFlag{Name: "shard", Usage: "explain shard `I/N` of the inputs, 0/8 to 7/8, those that an earlier run has not; --out is then the directory of all (default: what Kubernetes, Slurm or AWS Batch say)"},
			&cli.StringFlag{Name: "format", DefaultText: "directories of maps, pictures and figures; npz with --shard", Usage: "write a compact `LIST` for very many inputs: " + strings.Join(jobs.FormatNames(), ", ")},
			&cli.BoolFlag{Name: "float16", Usage: "write maps in half precision, each with a scale; for --shard and --format"},
			&cli.StringFlag{Name: "max-failures", DefaultText: "go on, and fail at the end", Usage: "let `N` inputs fail, or P% of them, and end at once when more have; for --shard and --format"},
			&cli.BoolFlag{Name: "index", Usage: "write DIR/index.html, too, a page of all figures"},
			&cli.BoolFlag{Name: "report", Usage: "write DIR/report.html, too, one file with all maps to filter, sort and compare"},
		}, viewFlags(), []cli.Flag{layoutFlag()}, optionFlags(methods.Values{}, slices.DeleteFunc(methods.Options(), concernsMethods)...), []cli.Flag{
			&cli.StringFlag{Name: "target", Value: "top1", Usage: "explain `CLASS`: top1, an index or a label; index:N or label:NAME if a number could be either; several, as in 281,285, or all of the highest scores, as in top3; rank:2, that with the second highest score alone. Of scores with positions: an element (3,5,1), a class over all positions (sum:1) or within a mask (1@mask.png)"},
			listFlag(),
			&cli.StringFlag{Name: "labels", Usage: "read the classes' names from `FILE`, one per line (default: the model's own)"},
		}, optionFlags(methods.Values{}, slices.DeleteFunc(methods.Options(), freezes)...), []cli.Flag{
			&cli.StringFlag{Name: "engine", Value: string(explain.AutoEngine), Usage: "compute frozen maps with the `ENGINE` dense (TensorFlow, the whole network), pruned (what freezing leaves of it), or auto: the one with less work"},
			&cli.IntFlag{Name: "batch", DefaultText: "one image per run, several runs at once", Usage: "run `N` images through the network together (a map may then differ in its last digits), or N points of a path"},
			&cli.IntFlag{Name: "memory", DefaultText: "half of the free memory", Usage: "use up to `MIB` MiB of memory, besides the weights"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			&cli.BoolFlag{Name: "fail-fast", Usage: "stop at the first input that cannot be read or explained"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
		Action: runExplain,
	}
}

func runExplain(c *cli.Context) error {
	path, items, err := explainedItems(c)
	if err != nil {
		return err
	}
	if c.String("out") == "" {
		return usage("explain needs a directory to write: --out DIR")
	}
	model, o, err := explainOptions(c)
	if err != nil {
		return err
	}
	job, from, err := jobOptions(c, o)
	if err != nil {
		return err
	}
	if job == nil {
		if err := needsJob(c, items); err != nil {
			return err
		}
	}
	tensorflow.OneHeap() // a server's threads, which have many requests, keep their own
	m, err := tfreeze.OpenFor(c.Context, path, paths(items), model)
	if err != nil {
		return refused(err)
	}
	defer m.Close()
	p := newPrinter(c, m.About())
	if job != nil {
		return explainJob(c, m, items, job, from, p)
	}
	o.Watcher = p
	done, err := m.ExplainItems(c.Context, items, c.String("out"), o)
	p.clear()
	for _, figure := range done.Figures {
		fmt.Fprintf(p.out, "figure    %s\n", figure)
	}
	if !o.FailFast {
		printFailures(c.App.ErrWriter, done.Failed, done.Total)
	}
	return refused(err)
}
