// Package inputs turns images and arrays into inputs of a network.
//
// A Reader knows the network: the shape of its input, the layout of an image in it, and
// the recipe that turns pixels into numbers. It checks all files first, so that a bad
// file wastes no work. An image is decoded, turned upright, fitted (cropped, squashed
// or padded) and preprocessed when its turn comes (Input.Load). An array is fed
// unchanged.
package inputs
