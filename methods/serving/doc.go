// Package serving adds to a graph what explains it wherever it runs.
//
// A Net is a frozen-aware network and its score; an Attribution, what is explained of
// it, is emitted once for each Variant of freezing. A Server makes signatures of it that
// find the thresholds, run the loops and draw the heatmaps inside the graph: a model is
// explained by one call. docs/reference/signatures.md is the contract.
package serving
