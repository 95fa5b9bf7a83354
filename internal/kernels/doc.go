// Package kernels computes rows: the states, or gradients, of single elements of a network
// at up to 112 points at once, as sums of weighted rows. It is C, in three forms, of which
// the best that the processor has is taken at run time: AVX-512 (3 rows x 7 vectors of 16
// points, 6 x 4 and the like), AVX2 (6 x 1 vectors of 16), and a portable one. Each sum is
// fused multiply-adds in the order of its list, so that a row has the same bits in each form
// and for any number of points, rows and threads. Bounds tell which rows need not be computed.
package kernels
