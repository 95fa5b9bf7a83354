// Package files opens and writes files safely.
//
// It opens regular files only, because a pipe or a device may never end. It writes a
// file or a directory whole or not at all: it uses a temporary name beside the final
// one, and renames it at the end. A reader sees the old content or the new one, but
// never half of it.
package files
