package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// An explaining is the work on all inputs. Groups of them are under way side by
// side; they are reported in their order.
type explaining struct {
	*explain.Explainer
	request explain.Request
	out     *output
	printer *printer
	groups  []*group
	// failed are inputs that could not be read, and then also those that could not
	// be explained; with failFast, the first of these ends the work.
	failed   inputs.Failures
	failFast bool
}

// A group are inputs of one shape that go through the network together, and what
// has become of them, a result or an error each, when done says so.
type group struct {
	inputs  []*inputs.Input
	dirs    []*inputDir
	results []*explain.Result
	failed  []error
	done    chan error
}

func (w *explaining) all(ctx context.Context, all []*inputs.Input, s schedule) error {
	w.request.Parallel = s.points
	w.request.Progress = w.printer.progress(all)
	total := len(all) + len(w.failed)
	w.out.fail(w.failed)
	for _, in := range all {
		w.add(in, s.images)
	}
	err := w.run(ctx, s.groups)
	if !w.failFast {
		w.printer.failures(w.failed, total)
	}
	if err != nil {
		return err
	}
	if err := w.out.finish(w.failed); err != nil {
		return err
	}
	return w.failed.Err(total)
}

// add puts an input into the last group, if it goes there.
func (w *explaining) add(in *inputs.Input, size int) {
	last := len(w.groups) - 1
	if last < 0 || len(w.groups[last].inputs) == size || !slices.Equal(w.groups[last].inputs[0].Shape, in.Shape) {
		w.groups = append(w.groups, &group{done: make(chan error, 1)})
		last++
	}
	g := w.groups[last]
	g.inputs, g.dirs = append(g.inputs, in), append(g.dirs, w.out.begin(in))
	g.results, g.failed = append(g.results, nil), append(g.failed, nil)
}

// run has so many groups under way at once. At an error, it waits for those that
// were begun.
func (w *explaining) run(ctx context.Context, together int) error {
	ctx, stop := context.WithCancel(ctx)
	begun := 0
	defer func() {
		stop()
		for _, g := range w.groups[:begun] {
			<-g.done
		}
	}()
	for at, g := range w.groups {
		for ; begun < min(at+together, len(w.groups)); begun++ {
			go func(g *group) { g.done <- w.explain(ctx, g) }(w.groups[begun])
		}
		err := <-g.done
		g.done <- nil
		w.printer.clear()
		if err != nil {
			return fmt.Errorf("%s: %w", g, err)
		}
		if err := w.report(g); err != nil {
			return err
		}
	}
	return nil
}

// explain explains a group's inputs together, or, where that fails, each by itself,
// to find those that are to blame. An error is one that ends the work.
func (w *explaining) explain(ctx context.Context, g *group) error {
	var loaded []int
	for i, in := range g.inputs {
		if g.failed[i] = in.Load(); g.failed[i] == nil {
			loaded = append(loaded, i)
		}
	}
	if len(loaded) > 1 {
		if err := w.together(ctx, g, loaded); err == nil || w.ends(ctx, err) {
			return err
		}
	}
	for _, i := range loaded {
		g.dirs[i].discard()
		err := w.together(ctx, g, []int{i})
		if err != nil && w.ends(ctx, err) {
			return err
		}
		if g.failed[i] = err; err != nil {
			g.dirs[i].discard()
		}
	}
	return nil
}

// ends reports whether an error is not one input's: it is the request's, the
// output's, or an interruption.
func (w *explaining) ends(ctx context.Context, err error) bool {
	return ctx.Err() != nil || stops(err) || errors.As(err, &explain.RequestError{})
}

// together explains those of a group's inputs in one batch.
func (w *explaining) together(ctx context.Context, g *group, which []int) error {
	r := w.request
	// Each is called for one input after the other, as often as there are maps.
	next := 0
	r.Each = func(result *explain.Result, a explain.Attribution) error {
		defer func() { next = (next + 1) % len(which) }()
		if err := g.dirs[which[next]].attribution(result, a); err != nil {
			return stop{err}
		}
		return nil
	}
	var x [][]float32
	for _, i := range which {
		x = append(x, g.inputs[i].X)
	}
	results, err := w.ExplainBatch(ctx, g.inputs[0].Shape, x, r)
	if err != nil {
		return err
	}
	for k, i := range which {
		g.results[i] = results[k]
	}
	return nil
}

func (w *explaining) report(g *group) error {
	for i, in := range g.inputs {
		defer in.Drop()
		if err := g.failed[i]; err != nil {
			w.failed = append(w.failed, inputs.Failure{Input: in, Err: err})
			if w.failFast {
				return w.failed.First()
			}
			continue
		}
		if err := g.dirs[i].finish(g.results[i]); err != nil {
			return err
		}
		w.printer.result(in, g.results[i], g.dirs[i])
		g.results[i] = nil // it has the maps
	}
	return nil
}

// String names a group in errors.
func (g *group) String() string {
	if len(g.inputs) == 1 {
		return g.inputs[0].String()
	}
	return fmt.Sprintf("%s and %d more", g.inputs[0], len(g.inputs)-1)
}
