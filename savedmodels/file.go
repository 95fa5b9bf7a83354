package savedmodels

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"

	"tfreeze/internal/files"
)

const (
	// maxProto is the largest message that protobuf can hold, in bytes, and
	// maxNesting how deeply messages nest in what TensorFlow can read itself.
	maxProto   = 1<<31 - 1
	maxNesting = 100
)

// readAll reads a file of at most limit bytes; what names the kind of file in
// the error.
func readAll(path, what string, limit int64) ([]byte, error) {
	f, size, err := files.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > limit {
		return nil, fmt.Errorf("%s: %d bytes are more than a %s can have", path, size, what)
	}
	raw := make([]byte, size)
	_, err = io.ReadFull(f, raw)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%s was truncated while it was being read", path)
	}
	return raw, err
}

// readProto reads a file into a message; a file of another kind is an error
// that says what was expected.
func readProto(path, what string, into proto.Message) error {
	raw, err := readAll(path, what, maxProto)
	if err != nil {
		return err
	}
	if err := (proto.UnmarshalOptions{RecursionLimit: maxNesting}).Unmarshal(raw, into); err != nil || len(raw) == 0 {
		return fmt.Errorf("%s is not a %s, or is truncated", path, what)
	}
	return nil
}
