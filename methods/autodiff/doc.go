// Package autodiff is reverse-mode differentiation on graphs.
//
// Gradient walks back from a score to an input. Each node on the way has a rule that
// emits its vector-Jacobian product (VJP): given the gradients of its outputs, those of
// its inputs. A rule is looked up among a method's own, then among fast ones, then in
// the table of ops, where it is ordinary differentiation. A gradient that the model
// itself holds for a node comes before all.
//
// The table of ops, ops.go, says all that is known of an op: its rule, and in what it is
// linear, for example.
//
// Everything here edits graphs and runs nothing.
package autodiff
