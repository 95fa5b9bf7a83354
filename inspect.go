package tfreeze

import (
	"context"
	"fmt"

	"tfreeze/gen"
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
	return &Inspection{m, i}, context.Cause(ctx)
}
