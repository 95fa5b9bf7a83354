package jobs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"tfreeze/results"
)

// An array writes the elements of a JSON array, a line each.
type array struct {
	w     io.Writer
	begun bool
}

// open writes a record up to its first input.
func (a *array) open(r *results.Record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	const empty = `"inputs": [`
	at := bytes.LastIndex(text, []byte(empty))
	_, err = a.w.Write(text[:at+len(empty)])
	return err
}

func (a *array) add(v any) error {
	line, err := lineOf(v)
	if err != nil {
		return err
	}
	separator := ",\n    "
	if !a.begun {
		separator, a.begun = "\n    ", true
	}
	_, err = fmt.Fprintf(a.w, "%s%s", separator, line[:len(line)-1])
	return err
}
