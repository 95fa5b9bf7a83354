package tfreeze

import (
	"errors"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/targets"
)

// ExplainOptions say which maps to make, and how. The zero value is the original
// experiment's: the paper's six methods, plain and frozen at the 80th percentile.
type ExplainOptions struct {
	// Methods and Variants say which maps to make. Methods that are nil are those that
	// the model was opened for. Variants that are nil are plain
	// and threshold, or plain and mask if methods.Criterion is not by activation, or plain
	// alone if nothing of the model is frozen.
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
	// Baselines are the baselines of the methods that have one: an Array in the input's
	// shape, or a Named one. The maps of several are averaged. If empty, Options say.
	Baselines []Baseline
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
	r.Options, r.Engine = o.Options, o.Engine
	if c, err := methods.CriterionOf(o.Options); err == nil && c.MaskOnly() {
		r.Variants = []Variant{Plain, Mask}
	}
	if len(o.Variants) > 0 {
		r.Variants = o.Variants
	}
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
	if err := r.Check(); err != nil { // the methods may be those that the model was opened for
		return r, err
	}
	if r.Target, err = targets.Parse(o.Target, m.labels.Names); err != nil {
		return r, err
	}
	return r, o.arrays(&r, shape)
}

// arrays adds the noise and the baselines, if they are given.
func (o ExplainOptions) arrays(r *explain.Request, shape []int64) error {
	var baselines methods.References
	for _, b := range o.Baselines {
		if b == nil {
			return errors.New("a baseline is nil: give an Array or a Named one")
		}
		one, err := b.reference(shape)
		if err != nil {
			return err
		}
		baselines = append(baselines, one)
	}
	if baselines != nil {
		r.Options.Set(methods.Baseline.Is(baselines))
	}
	if !o.Noise.given() {
		return nil
	}
	if err := o.Noise.samples(methods.Noise.Name, shape); err != nil {
		return err
	}
	r.Options.Set(methods.Noise.Is(o.Noise.Values))
	return nil
}
