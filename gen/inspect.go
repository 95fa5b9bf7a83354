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
}

// Inspect looks at a model by the passes of Build, up to where Build prunes, freezes and
// adds methods. The model's graph changes: functions are inlined, switches folded.
func Inspect(m *savedmodels.Model, o Options) (*Inspection, error) {
	b := &builder{model: m, options: o}
	var open unresolved
	switch err := b.run(inspect); {
	case errors.As(err, &open):
		return &Inspection{Unresolved: open.error, Missing: b.refused}, nil
	case err != nil:
		return nil, err
	}
	return &Inspection{
		Subject: b.subject, Activations: b.chosen, Left: b.report.Left, Folded: b.report.Folded, Fed: b.report.Fed,
		Unrolled: b.report.Unrolled,
		Layout:   b.layout, Alone: b.report.Alone, Unfrozen: b.report.Unfrozen, Missing: b.refused,
	}, nil
}
