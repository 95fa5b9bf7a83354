// Package network reads the part of a graph between its input and its score as steps on
// images: what the pruned engine knows to compute. Any op that it does not know makes the
// network one that is not prunable, and the error names node and op.
//
// A tensor is one image's, [H,W,C], numbered in C order; a vector is [1,1,C]. A step is a
// sum of weighted elements (a convolution, a product with a matrix, a mean, an addition), the
// product of two tensors, a max-pool, or a view, which only renumbers what others hold. Behind
// a sum or product there may be a scale, of each channel or element, and an activation or
// another function. Constants that are added are in no step: the engine's state is the
// difference from the run at the input, where they cancel.
package network
