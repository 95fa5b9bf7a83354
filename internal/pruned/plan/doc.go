// Package plan finds what of a network is left when activations are frozen: for each tensor
// the elements that vary with the input (V) and those that the score needs (N). Only
// elements in both are live, and get a row: the state of one element at all points.
//
// An element varies if something that it reads varies and, behind a frozen activation, it
// passes; it is needed if something live reads it. Rows are numbered over the whole network.
// Views have no rows of their own: their elements are rows of others.
//
// Steps are done in parts, rows of pixels of what they make: a stage streams its steps so that
// each row is made when something is about to read it; what has another number of rows, or
// another order, waits for all of them. A slot is where a row's state is kept
// while a part has still to read it, and of others before and after. Gradients go the same
// ways backwards, in parts and slots of their own. Each step says of each row whether its
// gradient is the first to arrive, or is added, and whether it is the last, which takes it
// through the activation's gate.
//
// Activation Freezing is Hara, "Enhancing Visual Explanation of Deep Neural Networks by
// Activation Freezing"; to compute only what it leaves is ours.
package plan
