// Package serving adds explanations to a graph, so that they can be computed wherever
// the graph runs.
//
// A Net is a frozen-aware network with the score to explain. An Attribution describes a
// method, which is emitted once for each Variant of freezing. A Server makes signatures
// that find the thresholds, run the loops and draw the heatmaps inside the graph, so
// that one call explains an input. docs/reference/signatures.md is the contract.
package serving
