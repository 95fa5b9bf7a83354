// Command bench is tfreeze's side of the benchmark, which bench.py runs beside others:
//
//	bench INPUTS.npy MODEL|ARCH=CHECKPOINT
//
// It opens a model once, reads a task a line, and answers with the seconds that it
// took, and the processors'. A task is a method, or "all" for the paper's, and settings:
// batch=8, freeze=plain,mask, steps=100, samples=25, engine=pruned.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/npy"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// target is the class that all sides explain.
const target = 243

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: bench INPUTS.npy MODEL|ARCH=CHECKPOINT")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	images, err := npy.Read(f)
	if err != nil {
		return err
	}
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	e, err := open(args[1])
	if err != nil {
		return err
	}
	defer e.Close()
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		begin, busy := time.Now(), processorTime()
		if err := do(e, images, lines.Text()); err != nil {
			return fmt.Errorf("%s: %w", lines.Text(), err)
		}
		fmt.Println(time.Since(begin).Seconds(), processorTime()-busy)
	}
	return nil
}

func open(model string) (*explain.Explainer, error) {
	source := savedmodels.Source{Path: model}
	if arch, checkpoint, ok := strings.Cut(model, "="); ok {
		source = savedmodels.Source{Arch: arch, Checkpoint: checkpoint}
	}
	m, err := savedmodels.Load(source)
	if err != nil {
		return nil, err
	}
	if m.Card.Generated == nil {
		if _, err := gen.Build(m, gen.Options{}); err != nil {
			return nil, err
		}
	}
	paper, err := methods.Select([]string{"all"})
	if err != nil {
		return nil, err
	}
	return explain.Open(m, explain.Options{Methods: paper}) // what tfreeze explain opens
}

// processorTime is how many seconds the process has kept processors busy.
func processorTime() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// do explains the first of the images, [N, ...].
func do(e *explain.Explainer, images npy.Array, task string) error {
	batch, q, err := parse(task)
	if err != nil {
		return err
	}
	if batch < 1 || batch > images.Shape[0] {
		return fmt.Errorf("there are %d images", images.Shape[0])
	}
	var shape []int64
	for _, d := range images.Shape[1:] {
		shape = append(shape, int64(d))
	}
	size := len(images.Data) / images.Shape[0]
	_, err = e.ExplainBatch(context.Background(), shape, slices.Collect(slices.Chunk(images.Data[:batch*size], size)), q)
	return err
}

// parse reads how many images a task is for, and what it asks.
func parse(task string) (batch int, q explain.Request, err error) {
	method, settings, _ := strings.Cut(task, " ")
	batch, q = 1, explain.NewRequest()
	q.Target, q.Variants = targets.Class(target), []serving.Variant{serving.Plain}
	if q.Methods, err = methods.Select([]string{method}); err != nil {
		return 0, q, err
	}
	for _, setting := range strings.Fields(settings) {
		name, value, _ := strings.Cut(setting, "=")
		number, _ := strconv.Atoi(value)
		switch name {
		case "batch":
			batch = number
		case "steps":
			q.Options.Set(methods.Steps.Is(number))
		case "samples":
			q.Options.Set(methods.Samples.Is(number))
		case "engine":
			q.Engine = explain.Engine(value)
		case "freeze":
			q.Variants = variants(value)
		default:
			return 0, q, fmt.Errorf("unknown setting %q", setting)
		}
	}
	return batch, q, nil
}

func variants(names string) (all []serving.Variant) {
	for name := range strings.SplitSeq(names, ",") {
		all = append(all, serving.Variant(name))
	}
	return all
}
