// Package pipeline explains many inputs and writes their maps to a directory. Each
// input is loaded, explained, written and released.
//
// Memory bounds how much runs at once (Load). An input that fails does not stop the
// others, and its files are removed from the directory. Only an error that concerns all
// inputs ends the work: a bad request, an unusable directory, an interruption.
package pipeline
