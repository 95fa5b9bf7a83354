package tfreeze

import (
	"fmt"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/targets"
)

// ExplainOptions say which maps to make, and how. The zero value is the original
// experiment's: the paper's six methods, plain and frozen at the 80th percentile.
type ExplainOptions struct {
	// Methods and Variants say which maps to make. Methods that are nil are those that
	// the model was opened for. Variants that are nil are plain
	// and threshold, or plain alone if nothing of the model is frozen.
	Methods  []string
	Variants []Variant
	// Target is the class to explain: an index, a label, or Class(i). If empty, it is
	// the class with the highest score. Of scores with positions, such as [H,W,classes],
	// it is an element or a sum; package targets has the forms.
	Target string
	// Options are the options of the methods and of freezing, set by the variables of
	// package methods: methods.With(methods.Steps.Is(50)). The zero value is the
	// defaults.
	Options methods.Values
	// Noise, if given, is used instead of noise drawn by the seed. It holds samples of
	// the input's shape.
	Noise Array
	// Baseline is the baseline of integrated gradients and DeepLIFT, in the input's
	// shape. The zero value is all 0.
	Baseline Array
	// Engine computes the maps of frozen networks; empty is explain.AutoEngine.
	Engine explain.Engine
}

// Check refuses options that are wrong for every model and every input.
func (o ExplainOptions) Check() error {
	_, err := o.request()
	return err
}

// request converts the options that depend on neither the model nor the input to a
// request of package explain.
func (o ExplainOptions) request() (explain.Request, error) {
	r := explain.NewRequest()
	var err error
	if r.Methods, err = selected(o.Methods); err != nil {
		return r, err
	}
	if len(o.Variants) > 0 {
		r.Variants = o.Variants
	}
	r.Options, r.Engine = o.Options, o.Engine
	return r, r.Check()
}

// set sets an option if a value is given.
func set[T any](option *T, given *T) {
	if given != nil {
		*option = *given
	}
}

// request converts the options to a request for inputs of a shape.
func (m *Model) request(o ExplainOptions, shape []int64) (explain.Request, error) {
	r, err := o.request()
	if err != nil {
		return r, err
	}
	if len(o.Methods) == 0 {
		r.Methods = m.methods
	}
	if len(o.Variants) == 0 && m.model.Card.Generated.Unfrozen != "" {
		r.Variants = []Variant{Plain}
	}
	if r.Target, err = targets.Parse(o.Target, m.labels.Names); err != nil {
		return r, err
	}
	return r, o.arrays(&r, shape)
}

// arrays adds the noise and the baseline, if they are given.
func (o ExplainOptions) arrays(r *explain.Request, shape []int64) error {
	for _, a := range []struct {
		option *methods.Choice
		array  Array
	}{{methods.Baseline.Choice, o.Baseline}, {methods.Noise.Choice, o.Noise}} {
		if !a.array.given() {
			continue
		}
		if err := a.array.fits(a.option, shape); err != nil {
			return err
		}
		r.Options.Set(a.option.Value(a.array.Values))
	}
	return nil
}

// fits returns an error if an option's array does not fit inputs of a shape.
func (a Array) fits(option *methods.Choice, shape []int64) error {
	of := func(shape []int64) string { return gr.Shape(shape).String() }
	switch {
	case !option.Array.Samples && of(a.Shape) != of(shape):
		return fmt.Errorf("%s has shape %v, the input %v", a.named(option.Name), of(a.Shape), of(shape))
	case option.Array.Samples && (len(a.Shape) != len(shape)+1 || a.Shape[0] == 0 || of(a.Shape[1:]) != of(shape)):
		return fmt.Errorf("%s has shape %v: give samples of the input's shape %v", a.named(option.Name), of(a.Shape), of(shape))
	}
	if err := a.check(); err != nil {
		return fmt.Errorf("%s: %w", option.Name, err)
	}
	return nil
}
