// Package files opens and writes files safely.
//
// It opens regular files only: pipes and devices need not end. It writes a file or a
// directory whole or not at all: under a temporary name beside the final one, and
// renamed once it is complete. A reader sees the old content or the new, never half.
package files
