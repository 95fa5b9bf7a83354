package verify

import (
	"context"
	"errors"
	"fmt"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// A Request says what to check: the methods, the target, how many points and how densely.
// All variants are checked. The Each and the Progress of explain.Request are not used.
type Request struct {
	explain.Request
	// Pixels is how many elements of the input, or directions, measure a gradient.
	Pixels int
	// Each, if not nil, is called with every row as soon as its check is done.
	Each func(Row)
}

// NewRequest returns the defaults: the methods of explain.NewRequest, with few points,
// since the checks ask for many maps and a mistake shows with few.
func NewRequest() Request {
	r := explain.NewRequest()
	r.Options.Set(methods.Steps.Is(20), methods.Samples.Is(3))
	return Request{Request: r, Pixels: 16}
}

// seed is that of the noise and of the choice of pixels.
func (r *Request) seed() uint64 { return methods.Seed.Of(r.Options) }

// Check returns an error for a request that no input could answer.
func (r *Request) Check() error {
	if r.Pixels < 1 {
		return fmt.Errorf("%d pixels: at least 1 is needed", r.Pixels)
	}
	if methods.Steps.Of(r.Options) == methods.Auto {
		return errors.New("verify takes a number of steps")
	}
	if b := methods.Baseline.Of(r.Options); b != nil {
		return fmt.Errorf("baseline %s: verify takes zero alone", b)
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
	// twin computes in float64, and plainTwin does so by the plain rules. Each is nil
	// until a check needs it; twinless says why the model has no twin.
	twin, plainTwin *twin
	twinless        error
	// isPlain is set once the model is known to have the plain rules alone.
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

// InputShape is the shape of one input, without a batch dimension; -1 is a dimension that
// is open.
func (v *Verifier) InputShape() []int64 { return v.explainer.InputShape() }

// Through is the model's own preprocessing, or nil.
func (v *Verifier) Through() *inputs.Through { return v.explainer.Through() }

// InputName is the name of the tensor that attributions are for.
func (v *Verifier) InputName() string { return v.explainer.InputName() }

// Verify runs all checks at an input of the given shape, without a batch dimension. A
// check that ends with an error has failed. Verify itself returns an error if the model
// cannot be explained at all, or if ctx ends.
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
