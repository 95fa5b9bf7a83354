package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/explain"
	"tfreeze/internal/files"
	"tfreeze/methods"
)

func sweepCommand() *cli.Command {
	return &cli.Command{
		Name:      "sweep",
		Usage:     "show how the map of one input depends on the percentile of freezing",
		ArgsUsage: "MODEL INPUT",
		Description: `MODEL and INPUT are as for explain. sweep explains the input plain, and frozen at each
percentile, all with one run of the network at the input. It writes a figure of the maps
in a row, sweep.png, with the share of nodes that pass and the map's sparseness; and the
numbers, sweep.csv and sweep.json.

Example: tfreeze sweep squeezenet_frozen cat.jpg --target top3 --figure pdf`,
		Flags: slices.Concat(modelFlags(), []cli.Flag{
			&cli.StringFlag{Name: "out", Value: "sweep", Usage: "write to `DIR`, over what is there"},
			&cli.StringFlag{Name: "percentile", DefaultText: percentileList(tfreeze.DefaultPercentiles), Usage: "freeze below each of a comma-separated `LIST` of percentiles"},
			methodFlag("method", "methods", "grad", "grad"),
			freezeFlag("threshold", "threshold, or mask with a --criterion that needs it", "; plain maps come in any case"),
			targetsFlag(),
			&cli.StringFlag{Name: "labels", Usage: "read the classes' names from `FILE`, one per line (default: the model's own)"},
		}, sweepViewFlags(), optionFlags(methods.Values{}, sweptOptions()...), []cli.Flag{
			&cli.StringFlag{Name: "engine", Value: string(explain.AutoEngine), Usage: "compute frozen maps with the `ENGINE` dense, pruned or auto"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
		Action: runSweep,
	}
}

// sweptOptions are those that a sweep leaves alone.
func sweptOptions() []*methods.Choice {
	return slices.DeleteFunc(methods.Options(), func(o *methods.Choice) bool { return o == methods.Percentile.Choice })
}

func targetsFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "target", Value: cli.NewStringSlice("top1"), DefaultText: `"top1"`,
		Usage: "explain `CLASS`: top1, an index or a label; index:N or label:NAME if a number could be either; several, as in 281,285, or all of the highest scores, as in top3; rank:2, that with the second highest score alone. Of scores with positions: an element (3,5,1), a class over all positions (sum:1) or within a mask (1@mask.png); repeatable"}
}

// sweepViewFlags are viewFlags of a command that draws one view.
func sweepViewFlags() []cli.Flag {
	all := viewFlags()
	one := all[0].(*cli.StringFlag)
	one.Usage = "draw the maps by the `VIEW`: " + viewList()
	for _, f := range all {
		if f, ok := f.(*cli.StringFlag); ok && f.Name == "figure" {
			f.Usage, _, _ = strings.Cut(f.Usage, ";")
		}
	}
	return all
}

func percentileList(all []float64) string {
	text := ""
	for i, p := range all {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprint(p)
	}
	return text
}

func runSweep(c *cli.Context) error {
	path, given, err := splitModel(c)
	if err != nil {
		return err
	}
	if len(given) != 1 {
		return usage("sweep takes one INPUT, not %d; see tfreeze help sweep", len(given))
	}
	if c.String("out") == "" {
		return usage("sweep needs a directory to write: --out DIR")
	}
	model, o, formats, err := sweepOptions(c)
	if err != nil {
		return err
	}
	m, err := tfreeze.OpenFor(c.Context, path, given, model)
	if err != nil {
		return refused(err)
	}
	defer m.Close()
	printModel(c.App.Writer, m.About())
	s, err := m.Sweep(c.Context, tfreeze.File(given[0]), o)
	if err != nil {
		return refused(err)
	}
	printSweep(c.App.Writer, s)
	return writeSweep(c, s, formats)
}

func printSweep(w io.Writer, s *tfreeze.Sweep) {
	fmt.Fprintf(w, "input     %s\n", s.File)
	for i, r := range s.Rows {
		at, passes := "plain", ""
		if r.Percentile != nil {
			at, passes = fmt.Sprintf("p %g", *r.Percentile), fmt.Sprintf("  %5.1f%% pass", 100*r.Share)
		} else if i == 0 || r.Target != s.Rows[i-1].Target {
			fmt.Fprintf(w, "explains  %s, score %.6g\n", oneLine(strings.TrimSpace(r.Target+" "+r.Label)), r.Score)
		}
		gini := "map is 0"
		if r.Gini != nil {
			gini = fmt.Sprintf("Gini %.3f", *r.Gini)
		}
		fmt.Fprintf(w, "  %-22s %-9s %-6s %s%s\n", r.Method, r.Variant, at, gini, passes)
	}
}

// writeSweep writes all files, or none.
func writeSweep(c *cli.Context, s *tfreeze.Sweep, formats []string) error {
	dir := c.String("out")
	all := []files.File{{Path: filepath.Join(dir, "sweep.csv"), Write: s.WriteCSV}, {Path: filepath.Join(dir, "sweep.json"), Write: s.WriteJSON}}
	for _, format := range formats {
		all = append(all, files.File{Path: filepath.Join(dir, "sweep."+format), Write: func(w io.Writer) error { return s.WriteFigure(w, format) }})
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if err := files.WriteAll(all); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "figure    %s\n", filepath.Join(dir, "sweep."+formats[0]))
	return nil
}
