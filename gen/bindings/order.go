package bindings

import (
	"cmp"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// inOrder returns a model's signatures in the order in which gen adds them: those of
// the network, then those of each method. The order is the same for a model that was
// just built and for one that was read from its files.
func inOrder(m *savedmodels.Model) []gr.Signature {
	if m.Card.Generated == nil {
		return m.Signatures
	}
	return slices.SortedFunc(slices.Values(m.Signatures), func(a, b gr.Signature) int {
		return cmp.Or(cmp.Compare(place(m, a.Name), place(m, b.Name)), strings.Compare(plain(a.Name), plain(b.Name)), strings.Compare(a.Name, b.Name))
	})
}

// plain returns the name without the suffix for options.
func plain(name string) string { return strings.TrimSuffix(name, serving.WithOptions) }

func place(m *savedmodels.Model, name string) int {
	switch {
	case name == savedmodels.SignatureDefault:
		return -2
	case name == savedmodels.SignatureActivations || name == savedmodels.SignaturePreprocessing:
		return -1
	}
	// The longest name that fits wins: the signatures of grad_x_input are not grad's.
	at, longest := len(m.Card.Generated.Methods), 0
	for i, method := range m.Card.Generated.Methods {
		if (name == method || strings.HasPrefix(name, method+"_")) && len(method) > longest {
			at, longest = i, len(method)
		}
	}
	return at
}
