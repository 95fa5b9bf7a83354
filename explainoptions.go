package tfreeze

import (
	"fmt"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
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
	// Options are what the methods and the freezing are told, by the variables of package
	// methods: methods.With(methods.Steps.Is(50)). The zero value is the defaults.
	Options methods.Values
	// Noise, if given, is used in place of what the seed gives: samples of the input's
	// shape.
	Noise Array
	// Baseline of integrated gradients and DeepLIFT has the input's shape; the zero
	// value is all 0.
	Baseline Array
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
	r.Options = o.Options
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

// fits is what is wrong with an option's array for inputs of a shape.
func (a Array) fits(option *methods.Choice, shape []int64) error {
	of := func(shape []int64) string { return gr.Shape(shape).String() }
	switch {
	case !option.Array.Samples && of(a.Shape) != of(shape):
		return fmt.Errorf("%s has shape %v, the input %v", a.named(option.Name), of(a.Shape), of(shape))
	case option.Array.Samples && (len(a.Shape) != len(shape)+1 || a.Shape[0] == 0 || of(a.Shape[1:]) != of(shape)):
		return fmt.Errorf("%s has shape %v: samples of the input's shape %v are needed", a.named(option.Name), of(a.Shape), of(shape))
	}
	if err := a.check(); err != nil {
		return fmt.Errorf("%s: %w", option.Name, err)
	}
	return nil
}
