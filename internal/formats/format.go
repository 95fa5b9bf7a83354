// Package formats says what a file is by what it holds, whatever its name, and
// what helps who gave it in place of a model or an input.
package formats

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Kind is what tfreeze can do with a format.
type Kind int

const (
	// Unknown is a file that no format is found for; a GraphDef is one.
	Unknown Kind = iota
	// Picture is an image that is read.
	Picture
	// Array is a .npy array, Arrays a .npz archive of them.
	Array
	Arrays
	// SavedModel is the file of a SavedModel.
	SavedModel
	// Checkpoint is one, or its index.
	Checkpoint
	// Foreign is anything else.
	Foreign
)

// A Format is what a file is.
type Format struct {
	// Name has its article: "a JPEG image".
	Name string
	Kind Kind
	// AsModel and AsInput say what to do with a file that was given as a model and
	// as an input; FILE in them is its path. They may be empty.
	AsModel, AsInput string

	is func(*file) bool
}

// headSize is how much of a file's beginning is looked at.
const headSize = 4096

// A file is what formats are told by.
type file struct {
	head, tail []byte
	size       int64
	// entries are the names in a zip archive.
	entries []string
}

// Of reports what a file of that size holds.
func Of(r io.ReaderAt, size int64) (Format, error) {
	f, err := look(r, size)
	if err != nil {
		return Format{}, err
	}
	for _, known := range formats {
		if known.is(f) {
			return known, nil
		}
	}
	return Format{}, nil
}

// OfPath is Of a file's path. A file must be a regular one: reading a pipe need not
// end.
func OfPath(path string) (Format, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Format{}, err
	}
	if !info.Mode().IsRegular() {
		return Format{}, fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return Format{}, err
	}
	defer f.Close()
	return Of(f, info.Size())
}

func look(r io.ReaderAt, size int64) (*file, error) {
	f := &file{head: make([]byte, min(size, headSize)), tail: make([]byte, min(size, footerSize)), size: size}
	if _, err := r.ReadAt(f.head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if _, err := r.ReadAt(f.tail, size-int64(len(f.tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if f.starts("PK\x03\x04") {
		f.entries = zipEntries(r, size)
	}
	return f, nil
}

// ModelHelp is what to do with a file that was given as a model, after a colon; it
// is empty if nothing helps.
func (f Format) ModelHelp(path string) string { return help(f.AsModel, path) }

// InputHelp is ModelHelp for a file that was given as an input.
func (f Format) InputHelp(path string) string { return help(f.AsInput, path) }

func help(line, path string) string {
	if line == "" {
		return ""
	}
	return ": " + strings.ReplaceAll(line, "FILE", path)
}
