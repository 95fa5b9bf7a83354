// Package methods holds the attribution methods, each in a file of its own, with its
// formula and source. All is their list.
//
// A method explains one score of a network, a class's logit as a rule, by a number for
// each element of the input: the attribution. All are gradient-like: a walk back from
// the score to the input (package autodiff) in which an op is differentiated by the
// method's own rule, or by the base table.
package methods
