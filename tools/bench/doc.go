// Command bench runs tfreeze and the original Python code side by side and
// writes what it measured: medians and spreads of alternating pairs.
//
// Both sides are processes that load their model once and then answer a line of
// JSON with a line of JSON, so that a pair is two short runs, one after the
// other, on the same inputs. `make bench` prepares what it needs.
package main
