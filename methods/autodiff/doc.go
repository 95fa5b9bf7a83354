// Package autodiff is reverse-mode differentiation on graphs.
//
// Gradient walks back from a score to an input. Each node on the way has a rule, which
// emits its vector-Jacobian product (VJP): the gradients of the inputs, given those of
// the outputs. A gradient that the model itself defines for a node comes first. Next
// come a method's own rules, then fast ones, and at last the table of ops, whose rules
// are ordinary differentiation.
//
// The table of ops, ops.go, holds all that is known of an op: its rule and, for
// example, the inputs in which it is linear.
//
// This package edits graphs. It runs nothing.
package autodiff
