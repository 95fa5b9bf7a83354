package savedmodels

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"

	"tfreeze/internal/files"
	"tfreeze/internal/formats"
)

const (
	// maxProto is the size of the largest protobuf message, in bytes. maxNesting is how
	// deeply messages may nest for TensorFlow itself to read them.
	maxProto   = 1<<31 - 1
	maxNesting = 100
)

// readAll reads a file of at most limit bytes. Errors call it what.
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

// readProto reads a file, in binary or in text form, into a message. Errors call it what.
func readProto(path, what string, into proto.Message) error {
	raw, err := readAll(path, what, maxProto)
	if err != nil {
		return err
	}
	if f, err := formats.OfPath(path); err == nil && f.Kind.IsText() {
		if err := unmarshalText(raw, into); err != nil {
			return fmt.Errorf("%s is not a %s in text form: %w", path, what, err)
		}
		return nil
	}
	if err := (proto.UnmarshalOptions{RecursionLimit: maxNesting}).Unmarshal(raw, into); err != nil || len(raw) == 0 {
		return fmt.Errorf("%s is not a %s, or is truncated", path, what)
	}
	return nil
}
