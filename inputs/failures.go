package inputs

import (
	"fmt"
	"slices"
)

// A Failure is an input that could not be read or explained, with the reason.
type Failure struct {
	Input *Input
	Err   error
}

// Failures collects failures while the other inputs are explained.
type Failures []Failure

// InOrder returns the failures in the order in which the inputs were given.
func (f Failures) InOrder() Failures {
	return slices.SortedStableFunc(slices.Values(f), func(a, b Failure) int { return a.Input.Order - b.Input.Order })
}

// Alike reports whether all inputs failed, for the same reason.
func (f Failures) Alike(inputs int) bool {
	return len(f) == inputs && !slices.ContainsFunc(f, func(one Failure) bool { return one.Err.Error() != f[0].Err.Error() })
}

// Err sums up the failures among that number of inputs. It is nil if there are none.
func (f Failures) Err(inputs int) error {
	switch {
	case len(f) == 0:
		return nil
	case len(f) < inputs:
		return fmt.Errorf("%d of %d inputs failed; the others are explained", len(f), inputs)
	case inputs == 1:
		return f.First()
	case f.Alike(inputs):
		return fmt.Errorf("%s and %d more: %w", f[0].Input, inputs-1, f[0].Err)
	}
	return fmt.Errorf("all %d inputs failed", inputs)
}

// First returns the first failure, as the error of all.
func (f Failures) First() error { return fmt.Errorf("%s: %w", f[0].Input, f[0].Err) }
