package autodiff

import gr "tfreeze/graphrewrite"

// A Rule emits the vector-Jacobian product of one node: given the gradients of
// its outputs in v.DY, it sets the gradients of its inputs in v.DX.
type Rule func(v *VJP) error

// Rules maps an op to its rule.
type Rules map[string]Rule

// Own are the rules that come before those of the table of ops; nil has none.
type Own struct {
	// Ops are a method's own rules; they come first.
	Ops Rules
	// Activations take Rule each, in place of the rules of the ops that they are
	// made of.
	Activations []gr.Activation
	Rule        Rule
	// Fast compute the same as the table's rules, faster.
	Fast Rules
}
