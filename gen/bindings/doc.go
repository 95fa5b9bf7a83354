// Package bindings writes a Go package for one frozen-aware model: a method per
// signature, with Go types for its tensors.
//
// The model's signatures, card and labels decide all that is written. Collect gathers
// what the templates need from them into Data. The package imports the TensorFlow
// binding and the standard library, but not tfreeze. It contains a fingerprint of its
// model, and opens no other model.
package bindings
