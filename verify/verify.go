package verify

import (
	"context"
	"errors"
	"fmt"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A Request says at which target, with how many points and how densely to check.
// Variants and Progress are not used.
type Request struct {
	explain.Request
	// Pixels is in how many elements, or directions, a gradient is measured.
	Pixels int
	// Each, if not nil, is handed every row as soon as it is there.
	Each func(Row)
}

// NewRequest returns the defaults: every method, with as few points as show a
// mistake, since the checks ask for many maps.
func NewRequest() Request {
	r := explain.NewRequest()
	r.Steps, r.Samples = 20, 3
	return Request{Request: r, Pixels: 16}
}

// Check finds a request that has no answer, whatever the input.
func (r *Request) Check() error {
	if r.Pixels < 1 {
		return fmt.Errorf("%d pixels: at least 1 is needed", r.Pixels)
	}
	return r.Request.Check()
}

// A Verifier holds a session on a frozen-aware model.
type Verifier struct {
	subject   *Subject
	options   explain.Options
	explainer *explain.Explainer
	freezings []gr.Freezing
	// activations is the signature that names the input and the logits.
	activations   gr.Signature
	input, logits gr.Output
	// twin computes in float64, plainTwin does so by the plain rules; each is nil until
	// a check needs it, and twinless says why there is none.
	twin, plainTwin *twin
	twinless        error
	// isPlain is set once the model's graph is known to hold the plain rules alone.
	isPlain bool
}

// Open opens a session on the subject's model.
func Open(s *Subject, o explain.Options) (*Verifier, error) {
	v := &Verifier{subject: s, options: o}
	var err error
	if v.explainer, err = explain.Open(s.Model, o); err != nil {
		return nil, err
	}
	if v.freezings, err = gr.Freezings(s.Model.Graph); err != nil {
		v.Close()
		return nil, err
	}
	v.activations, _ = s.Model.Signature(savedmodels.SignatureActivations)
	v.input, v.logits = v.activations.Inputs[savedmodels.InputKey], v.activations.Outputs[savedmodels.LogitsKey]
	return v, nil
}

// Close ends the sessions.
func (v *Verifier) Close() error {
	errs := []error{v.explainer.Close()}
	for _, t := range []*twin{v.twin, v.plainTwin} {
		if t != nil {
			errs = append(errs, t.close())
		}
	}
	return errors.Join(errs...)
}

// InputShape is the shape of one input; -1 is a dimension that is open.
func (v *Verifier) InputShape() []int64 { return v.explainer.InputShape() }

// InputName is the tensor that attributions are for.
func (v *Verifier) InputName() string { return v.explainer.InputName() }

// Verify runs all checks at an input, of the given shape without a batch
// dimension. A check that cannot be made for an error has failed; Verify's own
// error is that the model could not be explained at all, or that ctx ended.
func (v *Verifier) Verify(ctx context.Context, shape []int64, x []float32, r Request) ([]Row, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	p, err := v.at(ctx, shape, x, r)
	if err != nil {
		return nil, err
	}
	var all []Row
	for i := range checks {
		rows, err := checks[i].run(p, &checks[i])
		if err := context.Cause(ctx); err != nil {
			return all, err
		}
		if err != nil {
			rows = append(rows, checks[i].fail(checks[i].compares, "%v", err))
		}
		for _, row := range rows {
			if r.Each != nil {
				r.Each(row)
			}
		}
		all = append(all, rows...)
	}
	return all, nil
}
