package pipeline

import (
	"context"
	"errors"
	"fmt"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/results"
	"tfreeze/targets"
)

// Work describes what to do.
type Work struct {
	Explainer *explain.Explainer
	Request   explain.Request
	// Inputs are the inputs to explain, for which Output was created. Failed are those
	// that could not be read.
	Inputs []*inputs.Input
	Failed inputs.Failures
	// Targets are what is explained of inputs of which Request.Target is not.
	Targets map[*inputs.Input]targets.Target
	Output  *results.Output
	Load    Load
	// FailFast ends the work at the first input that fails.
	FailFast bool
	// Watcher follows the work. It may be nil.
	Watcher Watcher
}

// A Watcher follows the work. Its methods are never called at the same time.
type Watcher interface {
	// Progress is called when done of total runs of the network have finished.
	Progress(done, total int)
	// Explained is called for each input, in order, after its maps are written.
	Explained(*inputs.Input, *explain.Result, results.Summary)
}

// Run explains all inputs. It returns those that failed, even together with an error.
// An error that does not sum up these failures is the one that ended the work.
func Run(ctx context.Context, w Work) (inputs.Failures, error) {
	r := &run{Work: w, total: len(w.Inputs) + len(w.Failed)}
	s := w.Load.schedule(w.Explainer, w.Inputs)
	r.Request.Parallel, r.Request.Memory = s.points, w.Load.Bytes()/int64(s.groups)
	r.Request.Progress = r.progress()
	r.Output.Fail(r.Failed)
	r.groups = grouped(w.Inputs, s.images)
	share(r.groups)
	if err := r.all(ctx, s.groups); err != nil {
		return r.Failed, err
	}
	if err := r.Output.Finish(r.Failed); err != nil {
		return r.Failed, err
	}
	return r.Failed, r.Failed.Err(r.total)
}

// A run is work in progress. Groups of inputs are explained in parallel, and reported
// in order.
type run struct {
	Work
	groups []*group
	total  int
	bar    bar
}

// all runs the groups, together of them at once. After an error it waits for those that
// have started.
func (r *run) all(ctx context.Context, together int) error {
	ctx, stop := context.WithCancel(ctx)
	begun := 0
	defer func() {
		stop()
		for _, g := range r.groups[:begun] {
			<-g.done
		}
	}()
	for at, g := range r.groups {
		for ; begun < min(at+together, len(r.groups)); begun++ {
			go func(g *group) { g.done <- r.explain(ctx, g) }(r.groups[begun])
		}
		err := <-g.done
		g.done <- nil
		if err != nil {
			return fmt.Errorf("%s: %w", g, err)
		}
		if err := r.report(g); err != nil {
			return err
		}
	}
	return nil
}

// explain explains a group's inputs together. If that fails, it explains each by
// itself, to find the ones at fault. An error ends the work.
func (r *run) explain(ctx context.Context, g *group) error {
	if g.shared != nil {
		defer g.shared.leave()
	}
	loaded := g.load()
	if len(loaded) > 1 {
		if err := r.together(ctx, g, loaded); err == nil || ends(ctx, err) && !r.ownFault(ctx, g, err) {
			return err
		}
	}
	for _, i := range loaded {
		r.Output.Of(g.inputs[i]).Discard()
		err := r.together(ctx, g, []int{i})
		if err != nil && ends(ctx, err) && !r.ownFault(ctx, g, err) {
			return err
		}
		if g.failed[i] = err; err != nil {
			r.Output.Of(g.inputs[i]).Discard()
		}
	}
	return nil
}

// outputError is an error of the directory.
type outputError struct{ error }

func (e outputError) Unwrap() error { return e.error }

// ends reports whether an error concerns more than one input: the request, the output,
// or an interruption.
func ends(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.As(err, &outputError{}) || errors.As(err, &explain.RequestError{})
}

// ownFault reports whether an error may be one of the target that the group has for itself.
func (r *run) ownFault(ctx context.Context, g *group, err error) bool {
	_, own := r.Targets[g.inputs[0]]
	return own && ctx.Err() == nil && errors.As(err, &explain.RequestError{})
}

// together explains some of a group's inputs in one batch, and writes each map as soon
// as it is computed.
func (r *run) together(ctx context.Context, g *group, which []int) error {
	request := r.Request
	// Each is called for the inputs in turn, as often as there are maps.
	next := 0
	request.Each = func(result *explain.Result, a explain.Attribution) error {
		in := g.inputs[which[next]]
		next = (next + 1) % len(which)
		if err := r.Output.Of(in).Attribution(result, a); err != nil {
			return outputError{err}
		}
		return nil
	}
	if target, own := r.Targets[g.inputs[0]]; own {
		request.Target = target
	}
	request.Source, request.Flat = g.inputs[which[0]].Raw, g.flat(which)
	results, err := r.ask(ctx, g, which, request)
	if err != nil {
		return err
	}
	for k, i := range which {
		g.results[i] = results[k]
	}
	return nil
}

// ask explains inputs by the run that their group shares with others, or by one of their own.
func (r *run) ask(ctx context.Context, g *group, which []int, request explain.Request) ([]*explain.Result, error) {
	if g.shared != nil {
		if at := g.shared.run(ctx, r.Explainer, g.inputs[which[0]]); at != nil {
			result, err := at.Explain(ctx, request)
			return []*explain.Result{result}, err
		}
	}
	return r.Explainer.ExplainBatch(ctx, g.inputs[0].Shape, g.values(which), request)
}

// report finishes a group's inputs.
func (r *run) report(g *group) error {
	for i, in := range g.inputs {
		defer in.Drop()
		if err := g.failed[i]; err != nil {
			r.Failed = append(r.Failed, inputs.Failure{Input: in, Err: err})
			if r.FailFast {
				return r.Failed.First()
			}
			continue
		}
		summary, err := r.Output.Of(in).Finish(g.results[i])
		if err != nil {
			return err
		}
		r.explained(in, g.results[i], summary)
		g.results[i] = nil // release the maps
	}
	return nil
}
