// Package verify checks that a frozen-aware model keeps what it promises. It needs no
// other program: it compares the model with the one that it was made of, with central
// differences of its own scores and with the plain gradient rules, the pruned engine's
// maps with the dense network's, and a batch with its inputs one by one.
//
// What float32 would blur is computed in float64, by a twin of the model: the same graph,
// node by node, with its gradients. A float32 map may differ from the twin's by what
// float32 rounds, which is measured.
//
// A check makes a Row for each thing that it compares. A difference is a share of the
// largest element of what is compared with, so that one scale fits scores and maps. What
// cannot be checked has a Row too, which says why: nothing passes in silence.
package verify
