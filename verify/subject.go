package verify

import (
	"fmt"

	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// A Subject is a frozen-aware model, and what it is compared with.
type Subject struct {
	// Model is what gen made.
	Model *savedmodels.Model
	// Original reads the model that Model was made of, and Plain makes Model once more
	// with the plain gradient rules. If one is nil, its check is not possible, and Why
	// says why.
	Original, Plain func() (*savedmodels.Model, error)
	Why             string
	// Signature names the signature of Original that is explained; empty if it has
	// none.
	Signature string
	// Report is what gen reported of Model.
	Report gen.Report
}

// Of makes a subject of a model, which becomes frozen-aware in place. A check that needs
// the original calls read. What gen wrote stays as it is, and has no original.
func Of(m *savedmodels.Model, read func() (*savedmodels.Model, error), o gen.Options) (*Subject, error) {
	if g := m.Card.Generated; g != nil {
		return &Subject{Model: m, Why: fmt.Sprintf("gen wrote this model: verify the one that it was made of (%s)", g.From)}, nil
	}
	p, err := gen.Build(m, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	s := &Subject{Model: m, Original: read, Report: p.Report}
	if p.Subject.Signature != nil {
		s.Signature = p.Subject.Signature.Name
	}
	if o.Exact {
		s.Why = "the model was made with the plain rules alone"
		return s, nil
	}
	s.Plain = func() (*savedmodels.Model, error) { return exact(read, o) }
	return s, nil
}

// exact makes the model once more, with the plain gradient rules.
func exact(read func() (*savedmodels.Model, error), o gen.Options) (*savedmodels.Model, error) {
	m, err := read()
	if err != nil {
		return nil, err
	}
	o.Exact = true
	_, err = gen.Build(m, o)
	return m, err
}
