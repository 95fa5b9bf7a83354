package autodiff

import gr "tfreeze/graphrewrite"

// A Rule emits the vector-Jacobian product of one node: given the gradients of
// its outputs in v.DY, it sets the gradients of its inputs in v.DX.
type Rule func(v *VJP) error

// Rules maps an op to its rule.
type Rules map[string]Rule

// Own holds the rules that come before the table of ops. If nil, there are none.
type Own struct {
	// Ops are a method's own rules; they come first.
	Ops Rules
	// Activations are differentiated by Rule, instead of by the rules of the ops in
	// them.
	Activations []gr.Activation
	Rule        Rule
	// Arrives, if not nil, is called with each tensor on the way back and the gradient that
	// arrived there.
	Arrives func(o, gradient gr.Output)
	// Fast rules compute the same as the table's rules, but faster.
	Fast Rules
}
