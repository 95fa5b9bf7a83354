package tfreeze

import (
	"context"
	"fmt"
	"slices"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// VerifyOptions say which model to check, and how thoroughly.
type VerifyOptions struct {
	ModelOptions
	// Steps is the number of points of integrated gradients; nil means 20. Samples is
	// the number of noisy inputs of SmoothGrad; nil means 3.
	Steps, Samples *int
	// Seed is the seed of the random input, of the noise, and of the choice of pixels.
	Seed uint64
	// Pixels is the number of the input's elements at which the gradient is measured;
	// nil means 16.
	Pixels *int
	// Watcher follows the work. It may be nil.
	Watcher VerifyWatcher
}

// A VerifyWatcher follows Verify.
type VerifyWatcher interface {
	// Begin is called with the model once the inputs are read.
	Begin(About)
	// Input is called with the name of each input before its rows.
	Input(name string)
	// Row is called with each row as soon as it is known.
	Row(verify.Row)
}

// Check refuses options that are wrong for every model.
func (o VerifyOptions) Check() error {
	if err := o.ModelOptions.Check(); err != nil {
		return err
	}
	_, err := o.request()
	return err
}

func (o VerifyOptions) request() (verify.Request, error) {
	r := verify.NewRequest()
	if o.Steps != nil {
		r.Options.Set(methods.Steps.Is(*o.Steps))
	}
	if o.Samples != nil {
		r.Options.Set(methods.Samples.Is(*o.Samples))
	}
	r.Options.Set(methods.Seed.Is(o.Seed))
	set(&r.Pixels, o.Pixels)
	if o.Watcher != nil {
		r.Each = o.Watcher.Row
	}
	return r, r.Check()
}

// Verify compares a frozen-aware model with the model that it was made from, with
// float64, and with itself, at each of the inputs. Without inputs it uses a random one.
// It returns a row for each comparison; verify.Failures selects those that failed.
func Verify(ctx context.Context, path string, o VerifyOptions, given ...Input) ([]verify.Row, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	r, err := o.request()
	if err != nil {
		return nil, err
	}
	feeds, err := o.feeds()
	if err != nil {
		return nil, err
	}
	subject, err := o.subject(path, feeds)
	if err != nil {
		return nil, err
	}
	if r.Methods, err = o.methodsOf(subject.Model); err != nil {
		return nil, err
	}
	if len(o.Methods) == 0 {
		r.Methods = slices.DeleteFunc(r.Methods, func(m methods.Method) bool { return !m.Served() })
	}
	if err := verifiable(r.Methods); err != nil {
		return nil, err
	}
	v, err := verify.Open(subject, explain.Options{Threads: o.Threads, Criteria: verify.Criteria(subject), Feeds: left(feeds, subject.Report)})
	if err != nil {
		return nil, err
	}
	defer v.Close()
	all, err := verified(given, readerOf(subject.Model, v.InputShape(), v.Through(), o.ModelOptions), o.Seed)
	if err != nil {
		return nil, err
	}
	if o.Watcher != nil {
		o.Watcher.Begin(aboutModel(subject.Model, v.InputName(), v.InputShape(), subject.Report.Folded))
	}
	return o.verifyAll(ctx, v, all, r)
}

// verifiable refuses methods that are not in the graph. What they compute follows from
// scores and gradients, which other methods verify.
func verifiable(chosen []methods.Method) error {
	for _, m := range chosen {
		if !m.Served() {
			return fmt.Errorf("%s is no part of the graph, which is what verify checks: verify grad", m.Name)
		}
	}
	return nil
}

func (o VerifyOptions) verifyAll(ctx context.Context, v *verify.Verifier, all []*inputs.Input, r verify.Request) ([]verify.Row, error) {
	var rows []verify.Row
	for _, in := range all {
		if o.Watcher != nil {
			o.Watcher.Input(in.String())
		}
		if err := in.Load(); err != nil {
			return rows, fmt.Errorf("%s: %w", in, err)
		}
		more, err := v.Verify(ctx, in.Shape, in.X, r)
		in.Drop()
		if rows = append(rows, more...); err != nil {
			return rows, fmt.Errorf("%s: %w", in, err)
		}
	}
	return rows, nil
}

// subject reads the model, and makes it frozen-aware unless gen has done so.
func (o VerifyOptions) subject(path string, feeds map[string]explain.Feed) (*verify.Subject, error) {
	options, err := o.gen()
	if err != nil {
		return nil, err
	}
	// The gradient is always measured.
	grad, err := methods.Select([]string{"grad"})
	if err != nil {
		return nil, err
	}
	options.Methods = append(grad, options.Methods...)
	feed(&options, feeds)
	m, err := o.read(path)
	if err != nil {
		return nil, err
	}
	if m.Card.Generated != nil {
		if err := o.checkGenerated(m); err != nil {
			return nil, err
		}
	}
	return verify.Of(m, func() (*savedmodels.Model, error) { return o.read(path) }, options)
}

// verified returns the inputs to check at: the given ones, or a random one if there are
// none.
func verified(given []Input, r *inputs.Reader, seed uint64) ([]*inputs.Input, error) {
	if all, err := read(r, given...); err != nil || len(all) > 0 {
		return all, err
	}
	filled, err := r.Filled()
	if err != nil {
		return nil, err
	}
	x, what := verify.RandomInput(filled, r.Recipe, seed)
	return []*inputs.Input{{Path: what + " of shape " + gr.Shape(filled).String(), Shape: filled, X: x}}, nil
}
