package gen

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// An Inspection is what Build would find in a model.
type Inspection struct {
	// Subject is nil, and Unresolved says why, if it cannot be inferred.
	Subject    *Subject
	Unresolved error
	// Activations would be frozen, and Left would not.
	Activations []gr.Activation
	Left        []Left
	// Missing lists the ops on the way back from the score that have no
	// gradient rule.
	Missing []error
}

// Inspect looks at a model; it inlines its functions and notes types.
func Inspect(m *savedmodels.Model, o Options) (*Inspection, error) {
	b, i := &builder{model: m, options: o}, &Inspection{}
	// Which functions to look into depends on the signature.
	if _, i.Unresolved = pickSignature(m, o.Signature); i.Unresolved == nil {
		if err := inline(m, o); err != nil {
			return nil, err
		}
	}
	if err := inferTypes(m.Graph); err != nil {
		return nil, err
	}
	if i.Unresolved != nil {
		return i, nil
	}
	if i.Unresolved = b.resolve(m.Graph); i.Unresolved != nil {
		return i, nil
	}
	var err error
	i.Subject = b.subject
	if err := b.settle(m.Graph); err != nil {
		return nil, err
	}
	b.subject.Others = others(b.subject)
	if i.Activations, err = b.choose(m.Graph); err != nil {
		return nil, err
	}
	i.Left = b.report.Left
	i.Missing, err = methods.Missing(m.Graph, b.subject.Logits, b.subject.Input)
	return i, err
}
