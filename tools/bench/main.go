package main

import (
	"flag"
	"fmt"
	"os"

	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is the driver, or, with -serve, the side of tfreeze.
func run(args []string) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	var o options
	var source savedmodels.Source
	var serving bool
	var inputs string
	f.StringVar(&o.dir, "dir", "out/bench", "the `DIR` with models, inputs and Python, to work in")
	f.StringVar(&o.rows, "rows", "", "run only the rows whose names match `REGEXP`")
	f.IntVar(&o.pairs, "pairs", 5, "alternate `N` times")
	f.IntVar(&o.threads, "threads", 0, "use `N` threads, on both sides")
	f.StringVar(&o.report, "report", "", "write the table to `FILE`")
	f.StringVar(&o.deepExplain, "deepexplain", os.Getenv("DEEPEXPLAIN"), "run DeepExplain's own code, from a clone in `DIR`; else an equivalent")
	f.BoolVar(&serving, "serve", false, "serve a model in place of running the benchmark")
	f.StringVar(&source.Path, "model", "", "")
	f.StringVar(&source.Arch, "arch", "", "")
	f.StringVar(&source.Checkpoint, "checkpoint", "", "")
	f.StringVar(&inputs, "inputs", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	if serving {
		tensorflow.Quiet()
		tensorflow.PreferOneDNN()
		return serve(source, inputs, o.threads, os.Stdin, os.Stdout)
	}
	return drive(o)
}
