package autodiff

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// An Override makes a method's own rules from the network's activations; nil
// differentiates.
type Override func([]gr.Activation) *Own

// Everywhere gives one rule to every activation op, gates included, as DeepExplain
// does, and to the composites.
func Everywhere(rule Rule) Override {
	return func(all []gr.Activation) *Own {
		own := &Own{Ops: Rules{}, Rule: rule}
		for _, op := range gr.ActivationOps() {
			own.Ops[op] = rule
		}
		for _, a := range all {
			if a.Composite() {
				own.Activations = append(own.Activations, a)
			}
		}
		return own
	}
}

// AtActivations gives a rule to the activations of layers only. Gates, and the score's
// own activation, are differentiated.
func AtActivations(rule Rule) Override {
	return func(all []gr.Activation) *Own {
		layers := slices.DeleteFunc(slices.Clone(all), func(a gr.Activation) bool { return a.Own })
		return &Own{Activations: layers, Rule: rule}
	}
}
