package gen

import (
	"errors"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
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
	// Folded lists what would be set to inference.
	Folded []gr.Folded
	// Fed are the names of Options.Switches that would become constants.
	Fed []string
	// Missing lists why Build would refuse: the ops on the way back from the score
	// that have no gradient rule, a score that is none.
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
	var err error
	if i.Missing, err = unknownOps(m.Graph); err != nil {
		return nil, err
	}
	if len(i.Missing) > 0 {
		i.Unresolved = errors.New("TensorFlow does not have all ops of the graph")
		return i, nil
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
	return i, b.look(m.Graph, i)
}

// look finds what of the subject would be frozen, and what is missing.
func (b *builder) look(g *gr.Graph, i *Inspection) error {
	for _, pass := range []func(*gr.Graph) error{b.fold, b.branches, b.chance, b.gradients, b.others, b.score} {
		if err := pass(g); err != nil {
			return err
		}
	}
	var err error
	if i.Activations, err = b.choose(g); err != nil {
		return err
	}
	i.Subject, i.Left, i.Folded, i.Fed = b.subject, b.report.Left, b.report.Folded, b.report.Fed
	if i.Missing, err = autodiff.Missing(g, b.subject.Logits, b.subject.Input); err != nil {
		return err
	}
	i.Missing = append(append(b.undecided(g), b.spanned(g)...), i.Missing...)
	if err := serving.CheckLogits(b.subject.Logits); err != nil {
		i.Missing = append(i.Missing, err)
	}
	return nil
}
