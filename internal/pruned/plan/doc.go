// Package plan finds what of a network is left when activations are frozen: for each tensor
// the elements that vary with the input (V) and those that the score needs (N). Only
// elements in both are live, and get a row: the state of one element at all points.
//
// An element varies if something that it reads varies and, behind a frozen activation, it
// passes; it is needed if something live reads it. Rows are numbered over the whole network.
// A row's slot is where its state is kept while something still has to read it; tensors that
// are not alive at the same step share slots. Views have no rows of their own: their
// elements are rows of others.
//
// A gradient goes the same ways backwards, and is kept in the same slots. Each step says of
// each row whether its gradient is the first to arrive, or is added, and whether it is the
// last, which takes it through the activation's gate.
//
// Activation Freezing is Hara, "Enhancing Visual Explanation of Deep Neural Networks by
// Activation Freezing"; to compute only what it leaves is ours.
package plan
