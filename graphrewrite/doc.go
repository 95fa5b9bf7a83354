// Package graphrewrite is tfreeze's view of a TensorFlow graph, and the rewrites on it.
// It needs TensorFlow's protos alone, and runs no graph.
//
// # Graphs
//
// A [Graph] is a set of nodes with unique names. A [Node] is one op:
//
//   - its Inputs are the tensors that it reads. A tensor is an [Output] of a node: the
//     node, and the index of the output;
//   - Control lists the nodes that it waits for without reading them;
//   - Attr holds its attributes, as TensorFlow's NodeDef does;
//   - Types says what is known of its outputs: element types and shapes.
//
// The order of nodes in a file means nothing. [Graph.Sorted] gives the one order in which
// passes visit nodes and printouts list them: dependencies first, and else by name.
//
// The library of a graph holds functions. A node calls one by its op or by an attribute.
// [Inline] replaces calls by bodies; [Outline] makes functions of parts of a graph.
//
// # Text
//
// Graphs are read from GraphDef protos and written to them ([FromProto], [Graph.Proto]).
// They also have one text form, for tests, dumps and bug reports ([Graph.Format],
// [Parse]), with a line for each node:
//
//	conv = Conv2D(image, kernel) {T=float padding="SAME" strides=[1, 1, 1, 1]} -> float[?,6,6,4]
//	relu = Relu(conv) {T=float} -> float[?,6,6,4]
//
// An input is "node", or "node:1" for an output other than the first, or "^node" for a
// control input. A name that is not a plain word is quoted, as a Go string. The types of
// the outputs follow the arrow, where they are known. Comments show a rewrite as the text
// before and after it.
//
// # Ops
//
// What this package knows of an op is in one table, a row for each (ops.go); random ops
// have their own (generators.go). Nothing is assumed of an op without a row.
//
// # Passes
//
// A pass is a function that changes a graph in place. It does all that it promises, or
// returns an [Error] that names a node. [Run] applies passes in order, and checks the
// graph after each. Package gen says in which order it applies them, and why:
//
//   - [FoldInference], [FoldRates] and [FoldRandom] set a graph that was built for
//     training to inference. [FoldSwitches], [FoldBranches] and [FoldSelects] then remove
//     the branches that are not taken, and [FoldGradients] custom gradients that are
//     ordinary ones;
//   - [Unroll] replaces loops by their steps, and the lists that these hand on by plain
//     tensors;
//   - [Graph.Activations] finds the activations of a network: ops such as Relu, and
//     regions of elementwise ops that compute a known function, such as u Sigmoid(u);
//   - [Freeze] makes them freezable, which is what tfreeze is for; [Freezings] reads back
//     what it added, and [Thaw] copies the network without it;
//   - [Copy], [Scope.Loop] and [Scope.Call] evaluate parts of a graph at other points;
//   - [Widen] computes a graph in float64, as the reference for one in float32;
//   - [TraceBatch] follows the images of a batch through a graph, and [ImageLayout] finds
//     the order of their dimensions. They change nothing.
//
// Throughout, the input is the tensor that takes the images, and the score the one that is
// explained; a tensor varies if its values depend on those of the input. An activation
// computes z from u.
package graphrewrite
