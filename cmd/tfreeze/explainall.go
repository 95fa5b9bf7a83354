package main

import (
	"context"
	"fmt"
	"slices"

	"tfreeze/explain"
)

// An explaining is the work on all inputs. Groups of them are under way side by
// side; they are reported in their order.
type explaining struct {
	*explain.Explainer
	request explain.Request
	out     *output
	printer *printer
	groups  []*group
}

// A group are inputs of one shape that go through the network together, and what
// has become of them when done says so.
type group struct {
	inputs  []*input
	dirs    []*inputDir
	results []*explain.Result
	done    chan error
}

func explainAll(ctx context.Context, e *explain.Explainer, inputs []input, s schedule, r explain.Request, out *output, p *printer) error {
	r.Batch = s.points
	r.Progress = p.progress(inputs)
	w := explaining{Explainer: e, request: r, out: out, printer: p}
	for i := range inputs {
		w.add(&inputs[i], s.images)
	}
	if err := w.run(ctx, s.groups); err != nil {
		return err
	}
	return out.finish()
}

// add puts an input into the last group, if it goes there.
func (w *explaining) add(in *input, size int) {
	last := len(w.groups) - 1
	if last < 0 || len(w.groups[last].inputs) == size || !slices.Equal(w.groups[last].inputs[0].shape, in.shape) {
		w.groups = append(w.groups, &group{done: make(chan error, 1)})
		last++
	}
	g := w.groups[last]
	g.inputs, g.dirs = append(g.inputs, in), append(g.dirs, w.out.begin(in))
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
			go w.explain(ctx, w.groups[begun])
		}
		err := <-g.done
		g.done <- nil
		w.printer.clear()
		if err != nil {
			return err
		}
		if err := w.report(g); err != nil {
			return err
		}
	}
	return nil
}

func (w *explaining) explain(ctx context.Context, g *group) {
	r := w.request
	// Each is called for one input after the other, as often as there are maps.
	next := 0
	r.Each = func(result *explain.Result, a explain.Attribution) error {
		defer func() { next = (next + 1) % len(g.dirs) }()
		return g.dirs[next].attribution(result, a)
	}
	g.done <- func() error {
		x := make([][]float32, len(g.inputs))
		for i, in := range g.inputs {
			if err := in.load(); err != nil {
				return err
			}
			x[i] = in.x
		}
		var err error
		if g.results, err = w.ExplainBatch(ctx, g.inputs[0].shape, x, r); err != nil {
			return fmt.Errorf("%s: %w", g, err)
		}
		return nil
	}()
}

func (w *explaining) report(g *group) error {
	for i, in := range g.inputs {
		if err := g.dirs[i].finish(g.results[i]); err != nil {
			return err
		}
		w.printer.result(in, g.results[i], g.dirs[i])
		in.drop()
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
