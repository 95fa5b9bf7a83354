// Command bench is tfreeze's side of the benchmark, which bench.py runs beside others:
//
//	bench INPUTS.npy MODEL|ARCH=CHECKPOINT
//
// It opens a model once, reads a task a line, and answers with the seconds that it
// took, and the processors'. A task is a name and numbers: "gradient BATCH", "ig STEPS",
// "elrp", "deeplift" or "paper STEPS SAMPLES".
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
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
	return explain.Open(m, explain.Options{})
}

// processorTime is how many seconds the process has kept processors busy.
func processorTime() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// do explains the first of the images, [N, ...].
func do(e *explain.Explainer, images npy.Array, task string) (err error) {
	var name string
	var first, second int
	fmt.Sscan(task, &name, &first, &second) // a task may have fewer numbers
	q := explain.NewRequest()
	q.Target, q.Variants = target, []serving.Variant{serving.Plain}
	batch, method := 1, name
	switch name {
	case "gradient":
		batch, method = first, "grad"
	case "ig":
		q.Options.Set(methods.Steps.Is(first))
		method = "integrated_gradients"
	case "paper":
		q.Variants = append(q.Variants, serving.Threshold)
		q.Options.Set(methods.Steps.Is(first), methods.Samples.Is(second))
		method = "all"
	}
	if batch < 1 || batch > images.Shape[0] {
		return fmt.Errorf("there are %d images", images.Shape[0])
	}
	if q.Methods, err = methods.Select([]string{method}); err != nil {
		return err
	}
	var shape []int64
	for _, d := range images.Shape[1:] {
		shape = append(shape, int64(d))
	}
	size := len(images.Data) / images.Shape[0]
	_, err = e.ExplainBatch(context.Background(), shape, slices.Collect(slices.Chunk(images.Data[:batch*size], size)), q)
	return err
}
