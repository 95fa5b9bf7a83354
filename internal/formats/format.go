// Package formats recognises a file by its content, whatever its name. It also says
// what to do with a file that was given instead of a model or an input.
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
	// Unknown is a file whose format is not recognised. A GraphDef is one.
	Unknown Kind = iota
	// Picture is an image that is read.
	Picture
	// Array is a .npy array, and Arrays an .npz archive of arrays.
	Array
	Arrays
	// SavedModel is the file of a SavedModel.
	SavedModel
	// SavedModelText, MetaGraphText and GraphText are messages in text form.
	SavedModelText
	MetaGraphText
	GraphText
	// Checkpoint is a checkpoint or its index.
	Checkpoint
	// Foreign is anything else.
	Foreign
)

// IsText reports whether a kind is a message in text form.
func (k Kind) IsText() bool { return k == SavedModelText || k == MetaGraphText || k == GraphText }

// A Format describes the format of a file.
type Format struct {
	// Name includes the article: "a JPEG image".
	Name string
	Kind Kind
	// AsModel and AsInput say what to do with a file that was given as a model or as an
	// input. FILE in them stands for its path. They may be empty.
	AsModel, AsInput string

	is func(*file) bool
}

// headSize is how many bytes at the start of a file are examined.
const headSize = 4096

// A file holds what formats are recognised by.
type file struct {
	head, tail []byte
	size       int64
	// entries lists the names in a zip archive.
	entries []string
}

// Of recognises the format of a file of the given size.
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

// OfPath recognises the format of the file at a path. Only regular files are read,
// because a pipe may never end.
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

// ModelHelp says what to do with a file that was given as a model. It begins with a
// colon, and is empty if there is no advice.
func (f Format) ModelHelp(path string) string { return help(f.AsModel, path) }

// InputHelp is like ModelHelp, for a file that was given as an input.
func (f Format) InputHelp(path string) string { return help(f.AsInput, path) }

func help(line, path string) string {
	if line == "" {
		return ""
	}
	return ": " + strings.ReplaceAll(line, "FILE", path)
}
