// Package files writes files and directories whole or not at all: under a
// temporary name beside the one asked for, and renamed when all is there. Readers
// see what was there before or what is new, never half of it.
package files
