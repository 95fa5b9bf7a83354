// Package evaluate measures maps: how sparse, how stable and how faithful they are, plain
// and frozen, beside controls that never saw the network.
//
// A Metric is one file, with its published definition; Metrics lists them. A Subject is a
// map, and what a metric may ask of the network. Run takes images through all of it and
// writes a directory, whose File and Rows other programs read. docs/reference/metrics.md
// has the formulas and their sources.
package evaluate
