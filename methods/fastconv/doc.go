// Package fastconv computes convolutions, and their gradients, in fewer
// instructions.
//
// A Fast holds what is computed once per loaded model: forms of kernels, kept in
// variables of their own. Rules are its gradients' rules, an overlay on the base
// table of package autodiff. A Layer is a convolution of a forward pass, for a pass
// that computes it by forms of the same kind.
package fastconv
