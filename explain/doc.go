// Package explain computes attributions: it runs a frozen-aware model, built by package
// gen, on inputs.
//
// For each batch of inputs, the network runs once to find the class to explain and the
// value of every activation. This run is the calibration; the thresholds follow from
// it. Then each method runs, once for each variant of freezing.
package explain
