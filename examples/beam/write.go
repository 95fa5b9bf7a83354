package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// write writes a collection of lines to a file. Unlike textio.Write it writes an empty file
// for an empty collection: what an earlier run left there must not stay.
func write(s beam.Scope, file string, lines beam.PCollection) {
	s = s.Scope("write " + file)
	beam.ParDo0(s, &writeFn{file}, beam.Impulse(s), beam.SideInput{Input: lines})
}

// Beam finds functions by their names, which generic ones do not have.
func explainedLine(e Explained) (string, error) { return line(e) }
func failedLine(f Failed) (string, error)       { return line(f) }

func line(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

// writeFn writes lines to a file of one of Beam's file systems.
type writeFn struct{ File string }

// ProcessElement writes under another name first. Of files in a bucket, none is seen
// before it is whole, but renaming does no harm there.
func (f *writeFn) ProcessElement(ctx context.Context, _ []byte, lines func(*string) bool) error {
	fs, err := filesystem.New(ctx, f.File)
	if err != nil {
		return err
	}
	defer fs.Close()
	tmp := f.File + ".tmp"
	to, err := fs.OpenWrite(ctx, tmp)
	if err != nil {
		return fmt.Errorf("%s: %w", f.File, err)
	}
	w := bufio.NewWriterSize(to, 1<<16)
	var text string
	for lines(&text) {
		w.WriteString(text)
		w.WriteByte('\n') // Flush returns the first error
	}
	if err := errors.Join(w.Flush(), to.Close()); err != nil {
		return fmt.Errorf("%s: %w", f.File, err)
	}
	return filesystem.Rename(ctx, fs, tmp, f.File)
}
