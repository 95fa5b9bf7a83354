package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/evaluate"
	"tfreeze/jobs"
	"tfreeze/results"
)

func mergeCommand() *cli.Command {
	return &cli.Command{
		Name:      "merge",
		Usage:     "join the shards of a job, or runs of explain or evaluate, and say what is missing",
		ArgsUsage: "DIR...",
		Description: `A DIR is what explain --shard wrote. Merge writes explain.json, results.csv and
failed.jsonl. If something is missing, it says which shards to run again, and the exit
code is 1. A DIR of a job may be the URL of one in a bucket. DIRs that explain wrote
without shards are joined, too, and so are DIRs that evaluate wrote, with shards or
without: their images, rows and summaries.

Example: tfreeze merge out`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write to `DIR`, and link or copy the maps there, also from and to buckets (default: DIR itself, if there is one)"},
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
	if runs := evaluations(dirs); runs != nil {
		return joinEvaluations(c.App.Writer, runs, out)
	}
	if plainRun(dirs[0]) {
		return joinRuns(c.App.Writer, dirs, out)
	}
	client := buckets()
	defer client.Close()
	m, err := jobs.Merge(dirs, out, client)
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

// evaluations are the runs of evaluate in directories: their shards, or they themselves. It
// is nil if the first one has none.
func evaluations(dirs []string) (runs []string) {
	has := func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, evaluate.RunFile))
		return err == nil
	}
	for i, dir := range dirs {
		shards := slices.DeleteFunc(jobs.Dirs(dir), func(s string) bool { return !has(s) })
		switch {
		case len(shards) > 0:
			runs = append(runs, shards...)
		case i == 0 && !has(dir):
			return nil
		default:
			runs = append(runs, dir)
		}
	}
	return runs
}

func joinEvaluations(w io.Writer, runs []string, out string) error {
	if slices.Contains(runs, out) {
		return usage("merge needs a directory for what it joins of runs of evaluate: --out DIR")
	}
	j, err := evaluate.Join(runs, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "measured  %d of %d images\n", j.Measured, j.Images)
	for _, p := range j.Parts {
		if p.Absent {
			fmt.Fprintf(w, "missing   %s: no directory has it\n", p.Name)
		} else if n := len(p.Missing); n > 0 {
			fmt.Fprintf(w, "missing   %s: rows of %d of %d images: %s\n", p.Name, n, p.Images, some(p.Missing))
		}
	}
	printLists(w, j.Lists, "images")
	if !j.Complete() {
		return fmt.Errorf("rows are missing")
	}
	return nil
}

// some names the first of many files.
func some(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func printLists(w io.Writer, lists int, of string) {
	if lists > 1 {
		fmt.Fprintf(w, "missing   the shards were given %d different lists of %s: run them again with the same\n", lists, of)
	}
}

// plainRun reports whether explain wrote a directory without shards.
func plainRun(dir string) bool {
	_, none := os.Stat(filepath.Join(dir, jobs.File))
	_, err := os.Stat(filepath.Join(dir, results.File))
	return none != nil && err == nil
}

func joinRuns(w io.Writer, dirs []string, out string) error {
	if slices.Contains(dirs, out) {
		return usage("merge needs a directory for what it joins of runs without shards: --out DIR")
	}
	j, err := results.Join(dirs, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "explained %d\nfailed    %d\n", j.Explained, j.Failed)
	if j.Unfinished > 0 {
		fmt.Fprintf(w, "missing   maps of %d inputs\n", j.Unfinished)
	}
	for _, dir := range j.Interrupted {
		fmt.Fprintf(w, "missing   %s: its run has not ended, and which inputs it had not begun is not known\n", dir)
	}
	if len(j.Interrupted) > 0 {
		return fmt.Errorf("inputs may be missing")
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
	printLists(w, m.Lists, "inputs")
}
