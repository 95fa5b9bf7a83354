// Package inputs makes what a network takes of images and arrays.
//
// A Reader knows the network: the shape of its input, how an image lies in it, and
// the recipe by which pixels become numbers. It looks at all files first, so that a
// wrong one costs no work. An image is decoded, turned upright, fitted (cropped,
// squashed or padded) and preprocessed when its turn comes (Input.Load). An array is
// fed as it is.
package inputs
