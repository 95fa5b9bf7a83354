package gen

import (
	"errors"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// An Inspection is what Build would find in a model.
type Inspection struct {
	// Subject is nil if it cannot be inferred; Unresolved then says why.
	Subject    *Subject
	Unresolved error
	// Activations would be frozen, Left would not.
	Activations []gr.Activation
	Left        []Left
	// Folded lists what would be set to inference.
	Folded []gr.Folded
	// Unrolled lists the loops that would be replaced by their steps.
	Unrolled []gr.Unrolled
	// Fed are the names of Options.Switches that would become constants.
	Fed []string
	// Layout is the order of an image's dimensions in the input, empty if unknown.
	Layout gr.Layout
	// Alone says why batches would be refused; empty if they would not.
	Alone string
	// Unfrozen says why nothing would be frozen; empty if something would.
	Unfrozen string
	// Missing lists why Build would refuse the model, such as the ops on the way back
	// from the score that have no gradient rule.
	Missing []error
	// Help says what would help against that, such as another input.
	Help []string
	// Product is what Build makes of a copy of the model; nil if it refuses it.
	Product *Product
}

// Inspect looks at a model by the passes of Build, up to where Build prunes, freezes and
// adds methods. It collects what Build would refuse, and goes on. If it finds nothing, it
// builds a copy of the model, to be sure. The model's graph changes: functions are inlined,
// switches folded.
func Inspect(m *savedmodels.Model, o Options) (*Inspection, error) {
	own := m.Copy()
	b := &builder{model: m, options: o}
	var open unresolved
	switch err := b.run(inspect); {
	case errors.As(err, &open):
		return &Inspection{Unresolved: open.error, Missing: b.refused}, nil
	case err != nil:
		return nil, err
	}
	var p *Product
	if len(b.refused) == 0 && m.Card.Generated == nil {
		var err error
		if p, err = Build(own, o); err != nil {
			b.refused = append(b.refused, err)
		}
	}
	return &Inspection{
		Subject: b.subject, Activations: b.chosen, Left: b.report.Left, Folded: b.report.Folded, Fed: b.report.Fed,
		Unrolled: b.report.Unrolled,
		Layout:   b.layout, Alone: b.report.Alone, Unfrozen: b.report.Unfrozen, Missing: b.refused, Help: b.help(m.Graph), Product: p,
	}, nil
}
