// Package methods holds the attribution methods. Each has a file of its own, with its
// formula and its source. All lists them.
//
// A method explains one score of a network, by default the logit of a class. The
// attribution is a number for each element of the input. All methods are like a
// gradient: they walk back from the score to the input (package autodiff), and
// differentiate each op by a rule of their own or by the table of ops.
package methods
