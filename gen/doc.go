// Package gen makes a model frozen-aware: it adds, behind each activation, the nodes
// that can freeze it, and for each attribution method the nodes that compute it, with
// signatures to call it by.
//
// Build does so in memory, in passes that are listed in one place. Write puts the result
// into a SavedModel directory, with the weights in variables/. Inspect says what Build
// would do, and why it would refuse.
package gen
