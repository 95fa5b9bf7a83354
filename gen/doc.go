// Package gen makes a frozen-aware graph of a model: every activation followed
// by the subgraph that can freeze it, and the gradient graphs of the attribution
// methods, each with a signature to call it by.
//
// Build does it in memory; Write puts the result into a SavedModel directory,
// with the weights in variables/.
package gen
