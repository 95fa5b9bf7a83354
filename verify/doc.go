// Package verify holds a frozen-aware model against what it promises, without
// another program: the model that it was made of, central differences of its own
// scores, the plain gradient rules, single calls.
//
// What float32 would blur is judged in float64, by a twin of the model: the same graph,
// node by node, gradients too. A float32 map is then held to that of the twin, within
// what float32 makes of it, which is measured.
//
// A check makes a Row for each thing that it compares. A difference is a share of
// the greatest element of what is compared with, so that one scale does for scores
// and maps. What cannot be checked has a Row too, which says why: nothing passes
// in silence.
package verify
