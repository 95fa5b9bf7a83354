// Package methods holds the attribution methods and the gradients they need.
//
// A method explains one score of a network, a class's logit as a rule, by a
// number for each element of the input: the attribution. All are gradient-like:
// a walk back from the score to the input (Gradient) in which an op is
// differentiated by the method's own rule, or by the base table, which is
// ordinary differentiation. All is a list of the methods; each stands in a file
// of its own, with its formula and source.
//
// Everything here edits graphs and runs nothing.
package methods
