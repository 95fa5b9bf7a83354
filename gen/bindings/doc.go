// Package bindings writes a Go package for one frozen-aware model: a method per
// signature, with Go types for its tensors.
//
// What it writes is determined by the model's signatures, its card and its
// labels, collected into Data, which the templates show. The package stands on
// the TensorFlow binding and the standard library, not on tfreeze. It holds a
// fingerprint of what it was made from, and opens no other model.
package bindings
