package tfreeze

import (
	"context"
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// An Inspection says what would be frozen in a model, and why it would be refused.
type Inspection struct {
	// Model is the model that was read, with its functions inlined.
	Model *savedmodels.Model
	*gen.Inspection
}

// Inspect examines a model as Generate does, and lists everything that is missing.
// Feeds among the options must be booleans.
func Inspect(ctx context.Context, path string, o ModelOptions) (*Inspection, error) {
	options, err := o.gen()
	if err != nil {
		return nil, err
	}
	if options.Switches, err = o.switches(); err != nil {
		return nil, err
	}
	m, err := o.read(path)
	if err != nil {
		return nil, err
	}
	i, err := gen.Inspect(m, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if i.Subject != nil {
		if err := checkSwitches(options.Switches, i.Fed, switchNames(i.Subject, i.Folded)); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
	}
	opens(i)
	return &Inspection{m, i}, context.Cause(ctx)
}

// opens has TensorFlow load what would be explained, with its weights, and notes why it
// cannot. A model with other inputs that have no value is left out.
func opens(i *gen.Inspection) {
	if i.Product == nil || slices.ContainsFunc(i.Subject.Others, func(o gen.Other) bool { return !o.Optional }) {
		return
	}
	e, err := explain.Open(i.Product.Model, explain.Options{Methods: methods.All[:1], Variants: []Variant{Plain}})
	if err != nil {
		i.Missing, i.Product = append(i.Missing, err), nil
		return
	}
	e.Close()
}

// Explainable reports whether the model can be explained with the same options.
func (i *Inspection) Explainable() bool { return i.Unresolved == nil && len(i.Missing) == 0 }
