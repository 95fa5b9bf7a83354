package inputs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"tfreeze/internal/files"
	"tfreeze/internal/formats"
)

// A file is what inputs are read from: what lies at a path, or, if it is not nil, content
// that was fetched from there.
type file struct {
	path    string
	content []byte
}

// An opened file is read from the start, and from anywhere.
type opened interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// inMemory is content as a file.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

func (f file) open() (opened, error) {
	if f.content != nil {
		return inMemory{bytes.NewReader(f.content)}, nil
	}
	return os.Open(f.path)
}

func (f file) format() (formats.Format, error) {
	if f.content != nil {
		return formats.Of(bytes.NewReader(f.content), int64(len(f.content)))
	}
	return formats.OfPath(f.path)
}

func (f file) read() ([]byte, error) {
	if f.content != nil {
		return f.content, nil
	}
	return os.ReadFile(f.path)
}

// hash is the SHA-256 of the content, in hexadecimal; empty if it cannot be read.
func (f file) hash() string {
	if f.content != nil {
		sum := sha256.Sum256(f.content)
		return hex.EncodeToString(sum[:])
	}
	hash, _ := files.Hash(f.path)
	return hash
}
