// Package explain computes attributions: it runs a frozen-aware model, as
// package gen makes it, on inputs.
//
// For each input the network runs once to get the class to explain and the
// value of every activation (the calibration), from which the thresholds
// follow; then each method runs, for each Variant of freezing.
package explain
