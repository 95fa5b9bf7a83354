// Command quiet counts false alarms of verify. It verifies correct models with many
// seeds for the random input, the noise and the probes:
//
//	go run ./tools/quiet -seeds 100 testdata/squeezenet/saved_model
//
// A MODEL is a path, or ARCHITECTURE=CHECKPOINT. The exit code is 1 if verify failed for a
// seed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// openSide is the size of the input's dimensions that the network leaves open.
const openSide = 32

func main() {
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	seeds := flag.Int("seeds", 100, "try this number of `SEEDS`")
	names := flag.String("method", "grad,elrp", "use a comma-separated `LIST` of methods")
	pixels := flag.Int("pixels", 6, "measure a gradient with this number of `PROBES`")
	input := flag.String("input", "", "the input's `TENSOR`, if it cannot be inferred")
	output := flag.String("output", "", "the output's `TENSOR`")
	flag.Parse()
	chosen, err := methods.Select(strings.Split(*names, ","))
	exitOn(err)
	failed := 0
	for _, path := range flag.Args() {
		q := quiet{source: sourceOf(path), options: gen.Options{Methods: chosen, Input: *input, Output: *output}}
		n, err := q.count(*seeds, *pixels)
		exitOn(err)
		failed += n
	}
	if failed > 0 {
		os.Exit(1)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "quiet: %v\n", err)
		os.Exit(1)
	}
}

func sourceOf(path string) savedmodels.Source {
	if arch, checkpoint, ok := strings.Cut(path, "="); ok {
		return savedmodels.Source{Arch: arch, Checkpoint: checkpoint}
	}
	return savedmodels.Source{Path: path}
}

// quiet is a model to verify.
type quiet struct {
	source  savedmodels.Source
	options gen.Options
}

func (q *quiet) open() (*verify.Verifier, *savedmodels.Model, error) {
	read := func() (*savedmodels.Model, error) { return savedmodels.Load(q.source) }
	m, err := read()
	if err != nil {
		return nil, nil, err
	}
	s, err := verify.Of(m, read, q.options)
	if err != nil {
		return nil, nil, err
	}
	v, err := verify.Open(s, explain.Options{})
	return v, m, err
}

// count verifies with each seed, prints the rows that failed, and returns the number of
// seeds with a failure.
func (q *quiet) count(seeds, pixels int) (failed int, err error) {
	v, m, err := q.open()
	if err != nil {
		return 0, err
	}
	defer v.Close()
	shape := v.InputShape()
	for i := range shape {
		if shape[i] < 1 {
			shape[i] = openSide
		}
	}
	start := time.Now()
	for seed := range uint64(seeds) {
		x, _ := verify.RandomInput(shape, m.Card.Preprocess, seed)
		r := verify.NewRequest()
		r.Methods, r.Pixels = q.options.Methods, pixels
		r.Options.Set(methods.Seed.Is(seed), methods.Steps.Is(2), methods.Samples.Is(2))
		rows, err := v.Verify(context.Background(), shape, x, r)
		if err != nil {
			return failed, err
		}
		bad := verify.Failures(rows)
		for _, row := range bad {
			fmt.Printf("%s: seed %d: %s: %s: %.2g of %.2g %s\n", m.Path, seed, row.Check, row.Compared, row.Difference, row.Allowed, row.Note)
		}
		if len(bad) > 0 {
			failed++
		}
	}
	fmt.Printf("%s: %d of %d seeds failed (%.1f s a seed)\n", m.Path, failed, seeds, time.Since(start).Seconds()/float64(seeds))
	return failed, nil
}
