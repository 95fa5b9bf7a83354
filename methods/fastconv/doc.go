// Package fastconv computes convolutions, and their gradients, with fewer instructions.
//
// A Fast holds what is computed once per loaded model: forms of kernels, in variables
// of their own. Its Rules are an overlay on the table of package autodiff, for
// gradients; Tiled has an op of ours compute some of them. A Layer is a convolution of a
// forward pass, for a pass that computes it in another way.
package fastconv
