// Package files opens files and writes them safely.
//
// What is opened is a regular file, which ends. What is written, a file or a
// directory, is there whole or not at all: it gets a temporary name beside the one
// asked for, and is renamed when all is there. Readers see what was there before or
// what is new, never half of it.
package files
