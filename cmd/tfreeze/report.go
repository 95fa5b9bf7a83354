package main

import (
	"cmp"
	"fmt"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/results"
)

func reportCommand() *cli.Command {
	return &cli.Command{
		Name:      "report",
		Usage:     "write a page of the maps that explain wrote",
		ArgsUsage: "DIR",
		Description: `DIR is a directory that explain wrote. The page is one HTML file that needs no network,
to open in a browser or to send: a gallery of all images, and for each its maps in
several views, plain beside frozen, with predictions, layers and parameters.

Example: tfreeze report heatmaps`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "evaluation", Usage: "show what evaluate measured of these images, and wrote to `DIR`"},
			&cli.StringFlag{Name: "out", DefaultText: "DIR/" + results.ReportFile, Usage: "write to `FILE`"},
		},
		Action: runReport,
	}
}

func runReport(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage("report takes one DIR, which explain wrote; see tfreeze help report")
	}
	dir := c.Args().First()
	out := cmp.Or(c.String("out"), filepath.Join(dir, results.ReportFile))
	if err := tfreeze.WriteReport(dir, out, tfreeze.ReportOptions{Evaluation: c.String("evaluation")}); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "report    %s\n", oneLine(out))
	return nil
}
