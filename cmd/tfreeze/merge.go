package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"tfreeze/evaluate"
	"tfreeze/jobs"
)

func mergeCommand() *cli.Command {
	return &cli.Command{
		Name:      "merge",
		Usage:     "join the shards of a job, and say what is missing, or runs of evaluate",
		ArgsUsage: "DIR...",
		Description: `A DIR is what explain --shard wrote. Merge writes explain.json, results.csv and
failed.jsonl. If something is missing, it says which shards to run again, and the exit
code is 1. DIRs that evaluate wrote are joined, too: their images, rows and summaries.

Example: tfreeze merge out`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write to `DIR`, and link or copy the maps there (default: DIR itself, if there is one)"},
		},
		Action: runMerge,
	}
}

func runMerge(c *cli.Context) error {
	dirs, out := c.Args().Slice(), c.String("out")
	switch {
	case len(dirs) == 0:
		return usage("DIR is missing; see tfreeze help merge")
	case out == "" && len(dirs) > 1:
		return usage("merge needs a directory for what it joins of several: --out DIR")
	case out == "":
		out = dirs[0]
	}
	if _, err := os.Stat(filepath.Join(dirs[0], evaluate.RunFile)); err == nil {
		return joinEvaluations(c.App.Writer, dirs, out)
	}
	m, err := jobs.Merge(dirs, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "explained %d\nfailed    %d\n", m.Explained, m.Failed)
	printMissing(c.App.Writer, m)
	if !m.Complete() {
		return fmt.Errorf("inputs are missing")
	}
	return nil
}

func joinEvaluations(w io.Writer, dirs []string, out string) error {
	if len(dirs) == 1 && out == dirs[0] {
		return usage("merge needs a directory for what it joins of runs of evaluate: --out DIR")
	}
	n, complete, err := evaluate.Join(dirs, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "measured  %d images\n", n)
	if !complete {
		return fmt.Errorf("rows are missing: a run of evaluate has not ended")
	}
	return nil
}

// printMissing says what is missing of each shard.
func printMissing(w io.Writer, m *jobs.Merged) {
	for _, p := range m.Parts {
		switch n := p.Missing(); {
		case !p.Found:
			fmt.Fprintf(w, "missing   shard %v: no directory has it\n", p.Shard)
		case n > 0 && p.Lost > 0:
			fmt.Fprintf(w, "missing   shard %v: %d inputs, of which %d were explained, and their maps are gone\n", p.Shard, n, p.Lost)
		case n > 0:
			fmt.Fprintf(w, "missing   shard %v: %d inputs\n", p.Shard, n)
		case !p.Finished:
			fmt.Fprintf(w, "missing   shard %v: it has not ended; inputs of arrays may be missing\n", p.Shard)
		}
	}
	if m.Lists > 1 {
		fmt.Fprintf(w, "missing   the shards were given %d different lists of inputs: run them again with the same\n", m.Lists)
	}
}
