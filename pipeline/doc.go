// Package pipeline takes many inputs through a network, and their maps to a
// directory: each is loaded, explained, written and forgotten.
//
// What is under way at once is bounded by memory (Load). An input that fails does not
// stop the others, and is taken back from the directory. What ends the work is what is
// wrong with all of them: the request, the directory, an interruption.
package pipeline
