package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// A failure is an input that could not be explained, and why.
type failure struct {
	in  *input
	err error
}

// failures are kept until the other inputs are explained.
type failures []failure

// table lists them in the order in which the inputs were given, if there is more to
// say than err does.
func (f failures) table(w io.Writer, inputs int) {
	if len(f) == 0 || inputs == 1 || f.alike(inputs) {
		return
	}
	slices.SortStableFunc(f, func(a, b failure) int { return a.in.order - b.in.order })
	fmt.Fprintf(w, "%d of %d inputs failed:\n", len(f), inputs)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, one := range f {
		fmt.Fprintf(t, "  %s\t%s\n", oneLine(one.in.String()), oneLine(one.err.Error()))
	}
	t.Flush()
}

// alike reports whether all inputs failed, and for one reason.
func (f failures) alike(inputs int) bool {
	return len(f) == inputs && !slices.ContainsFunc(f, func(one failure) bool { return one.err.Error() != f[0].err.Error() })
}

// err is nil if there are none.
func (f failures) err(inputs int) error {
	switch {
	case len(f) == 0:
		return nil
	case len(f) < inputs:
		return fmt.Errorf("%d of %d inputs failed; the others are explained", len(f), inputs)
	case inputs == 1:
		return f.first()
	case f.alike(inputs):
		return fmt.Errorf("%s and %d more: %w", f[0].in, inputs-1, f[0].err)
	}
	return fmt.Errorf("all %d inputs failed", inputs)
}

// first is the first of them, as the error of all.
func (f failures) first() error { return fmt.Errorf("%s: %w", f[0].in, f[0].err) }

// A stop is an error that ends the work on all inputs: it is not one input's.
type stop struct{ error }

func (s stop) Unwrap() error { return s.error }

func stops(err error) bool { return errors.As(err, &stop{}) }
