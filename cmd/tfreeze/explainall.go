package main

import (
	"context"
	"fmt"

	"tfreeze/explain"
)

// An explaining is the work on all inputs. Some are under way side by side; they
// are reported in their order.
type explaining struct {
	*explain.Explainer
	request explain.Request
	out     *output
	printer *printer
	all     []*explained
}

// An explained is one input, and what has become of it when done says so.
type explained struct {
	*input
	dir    *inputDir
	result *explain.Result
	done   chan error
}

func explainAll(ctx context.Context, e *explain.Explainer, inputs []input, r explain.Request, out *output, p *printer) error {
	together := min(r.Batch, len(inputs))
	r.Batch /= together // points of a path, for each of the inputs
	r.Progress = p.progress(inputs)
	w := explaining{Explainer: e, request: r, out: out, printer: p}
	for i := range inputs {
		w.all = append(w.all, &explained{input: &inputs[i], dir: out.begin(&inputs[i]), done: make(chan error, 1)})
	}
	if err := w.run(ctx, together); err != nil {
		return err
	}
	return out.finish()
}

// run has so many inputs under way at once. At an error, it waits for those that
// were begun.
func (w *explaining) run(ctx context.Context, together int) error {
	ctx, stop := context.WithCancel(ctx)
	begun := 0
	defer func() {
		stop()
		for _, i := range w.all[:begun] {
			<-i.done
		}
	}()
	for at, i := range w.all {
		for ; begun < min(at+together, len(w.all)); begun++ {
			go w.explain(ctx, w.all[begun])
		}
		err := <-i.done
		i.done <- nil
		w.printer.clear()
		if err != nil {
			return err
		}
		if err := i.dir.finish(i.result); err != nil {
			return err
		}
		i.drop()
		w.printer.result(i.input, i.result, i.dir)
	}
	return nil
}

func (w *explaining) explain(ctx context.Context, i *explained) {
	err := i.load()
	if err == nil {
		r := w.request
		r.Each = i.dir.attribution
		if i.result, err = w.Explain(ctx, i.shape, i.x, r); err != nil {
			err = fmt.Errorf("%s: %w", i, err)
		}
	}
	i.done <- err
}
