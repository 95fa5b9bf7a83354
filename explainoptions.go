package tfreeze

import (
	"fmt"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
)

// ExplainOptions say which maps are made, and how. The zero value is the original
// experiment's: the paper's six methods, plain and frozen at the 80th percentile.
type ExplainOptions struct {
	// Methods and Variants to explain by; nil is those that the model was opened for,
	// and plain and threshold.
	Methods  []string
	Variants []Variant
	// Target is the class to explain: an index or a label, or Class(i); empty is the
	// class with the highest score.
	Target string
	// Percentile of the positive activations of a layer, 0 to 100, below which they are
	// frozen; nil is 80.
	Percentile *float64
	// Steps of integrated gradients, nil is 100, and where they are, empty is Right.
	Steps *int
	Path  Path
	// Samples of SmoothGrad, nil is 25, whose noise has the standard deviation Stdev
	// times the range of the input, nil is 0.15, and follows from Seed.
	Samples *int
	Stdev   *float64
	Seed    uint64
	// Noise, if given, is SmoothGrad's in place of that: samples of the input's shape.
	Noise Array
	// Signed averages SmoothGrad's gradients, not their squares.
	Signed bool
	// Baseline of integrated gradients and DeepLIFT has the input's shape; the zero
	// value is all 0.
	Baseline Array
	// Epsilon of eps-LRP; nil is 1e-4.
	Epsilon *float64
}

// Check finds options that have no answer, whatever the model and the input.
func (o ExplainOptions) Check() error {
	_, err := o.request()
	return err
}

// request is what package explain is asked, but for what depends on the model and the
// input.
func (o ExplainOptions) request() (explain.Request, error) {
	r := explain.NewRequest()
	var err error
	if r.Methods, err = selected(o.Methods); err != nil {
		return r, err
	}
	if len(o.Variants) > 0 {
		r.Variants = o.Variants
	}
	set(&r.Percentile, o.Percentile)
	set(&r.Steps, o.Steps)
	set(&r.Samples, o.Samples)
	set(&r.Stdev, o.Stdev)
	set(&r.Epsilon, o.Epsilon)
	if o.Path != "" {
		r.Path = o.Path
	}
	r.Seed, r.Signed = o.Seed, o.Signed
	return r, r.Check()
}

// set is for options that are given.
func set[T any](option *T, given *T) {
	if given != nil {
		*option = *given
	}
}

// request is what package explain is asked for inputs of a shape.
func (m *Model) request(o ExplainOptions, shape []int64) (explain.Request, error) {
	r, err := o.request()
	if err != nil {
		return r, err
	}
	if len(o.Methods) == 0 {
		r.Methods = m.methods
	}
	if r.Target, err = parseTarget(o.Target, m.labels.Names); err != nil {
		return r, err
	}
	return r, o.arrays(&r, shape)
}

// arrays are the noise and the baseline, where they are given.
func (o ExplainOptions) arrays(r *explain.Request, shape []int64) error {
	if b := o.Baseline; b.given() {
		if err := b.check(); err != nil {
			return fmt.Errorf("baseline: %w", err)
		}
		if gr.Shape(b.Shape).String() != gr.Shape(shape).String() {
			return fmt.Errorf("%s has shape %v, the input %v", b.named("baseline"), gr.Shape(b.Shape), gr.Shape(shape))
		}
		r.Baseline = b.Values
	}
	if n := o.Noise; n.given() {
		if len(n.Shape) != len(shape)+1 || n.Shape[0] == 0 || gr.Shape(n.Shape[1:]).String() != gr.Shape(shape).String() {
			return fmt.Errorf("%s has shape %v: samples of the input's shape %v are needed", n.named("noise"), gr.Shape(n.Shape), gr.Shape(shape))
		}
		if err := n.check(); err != nil {
			return fmt.Errorf("noise: %w", err)
		}
		r.Noise = n.Values
	}
	return nil
}
