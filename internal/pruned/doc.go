// Package pruned explains what freezing leaves of a network: for each point of a path it
// computes the live elements alone (package plan), all points side by side as the columns of
// small products (package kernels).
//
// The state of an element z at point s is D = z_s - v, the difference from its value v at x0.
// It is exactly 0 at x0, constants cancel in it, and what is frozen is not in it:
//
//	sum:     D = sum B D_in                       over the live elements that it reads
//	clip:    D = min(max(a, lo - u0), hi - u0) + (u0 - v)  for a = scale * sum; gate lo < u < hi
//	lifted:  as clip where u0 + a reaches the threshold, else 0 and the gate closed
//	product: D = Da (vb + Db) + va Db                      of which Da and Db are kept for the way back
//	maximum: D = max(D_in + (v_in - v)), the frozen members being one constant; a byte keeps
//	         the winner, the first of equals
//
// A gradient goes back over the same rows: a gate is a bit. On the straight line from a
// baseline the layers before the first activation have one column, times 1 - alpha, and their
// gradient is one column, the sum over the points. At x0 itself, where the methods of one point
// take their gradients, nothing is kept: a product's slopes are va and vb.
//
// Points are computed in blocks of a few vectors, each by a thread with memory of its own; one
// that has done its own takes half of another's columns on their way back. What wins a max-pool
// at none of a block's points has no gradient there, and is left out by what it was made of.
//
// In threshold mode a first pass forward finds the units that reach the threshold at a point:
// between neighbors of a few points, a bound of the states' distances from straight lines tells
// of most units that they do not, and the others are computed at all points.
//
// Freezing is Hara's, "Enhancing Visual Explanation of Deep Neural Networks by Activation
// Freezing"; to compute only what it leaves is ours. A map does not depend on the number of
// threads, nor on how many points are computed at once.
package pruned
