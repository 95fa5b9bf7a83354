// Package autodiff is reverse-mode differentiation on graphs.
//
// Gradient walks back from a score to an input. Each node on the way has a rule
// that emits its vector-Jacobian product (VJP): given the gradients of its outputs,
// those of its inputs. A rule is looked up in Own.Ops, a method's own, then in
// Own.Fast, which compute the same faster, then in the base table, which is
// ordinary differentiation. An op in none is an error that names the node.
//
// Everything here edits graphs and runs nothing.
package autodiff
