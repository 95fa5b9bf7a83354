// Package graphrewrite holds tfreeze's view of a TensorFlow graph, and the
// rewrites (passes) on it.
//
// A Graph is a set of named Nodes. A Node is one op: it reads Outputs of other
// nodes, waits for control nodes, and carries the attributes that TensorFlow's
// NodeDef carries. The order of nodes means nothing; Graph.Sorted gives the one
// order every pass and every printout uses, dependencies first and then names.
//
// Graphs come from and go to GraphDef protos (FromProto, Graph.Proto), and have
// one text form, made for tests, dumps and bug reports (Graph.Format, Parse):
//
//	conv = Conv2D(image, kernel) {T=float padding="SAME" strides=[1, 1, 1, 1]} -> float[?,6,6,4]
//	relu = Relu(conv) {T=float} -> float[?,6,6,4]
//
// An input is written "node", or "node:1" for an output other than the first,
// or "^node" for a control input. A name that is no plain word stands in quotes,
// as a Go string. What follows the arrow are the types of the
// outputs, where they are known.
//
// A pass is a function on a Graph. Run applies passes in order and checks the
// graph after each: a pass changes all it promises or returns an Error.
package graphrewrite
