// Package network reads the part of a graph between its input and its score as steps on
// images: what the pruned engine knows to compute. Any op that it does not know makes the
// network one that is not prunable, and the error names node and op.
//
// A tensor is one image's, [H,W,C], numbered in C order; a vector is [1,1,C]. A step is a
// sum of weighted elements (a convolution, a product, a pool of averages, an addition), a
// max-pool, or a view, which only renumbers what others hold. Behind a sum there may be a
// scale, of each channel or element, and an activation. Constants that are added are in no
// step: the engine's state is the difference from the run at the input, where they cancel.
package network
