// Package targets says what of a network's scores is explained.
//
// For each input a network gives scores of some shape: [classes] of a classifier,
// [H,W,classes] of a segmentation, [T,classes] of a sequence model. A method explains
// one number, a weighted sum of the scores. A Target chooses the weights:
//
//	top1           the class with the highest score
//	rank:2         the class with the second highest score
//	5, index:5     a class
//	cat, label:cat the class with that label
//	3,5,1          an element
//	*,*,1          the sum over each dimension that is *
//	sum:1          class 1, an index of the last dimension, summed over all positions
//	1@mask.png     class 1, summed over the positions within a mask
//	*,*,1@mask.npy that, weighted by an array over the dimensions that are *
//
// The first four need scores of one position, [classes].
package targets
