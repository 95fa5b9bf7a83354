package explain

import (
	"fmt"
	"slices"
	"strings"

	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A Request says which attributions of an input are wanted. NewRequest gives
// the defaults of the original experiment.
type Request struct {
	Methods  []methods.Method
	Variants []serving.Variant
	// Target is the class to explain; -1 is the one with the highest score.
	Target int
	// Options are what the methods and the freezing are told; the zero value is the
	// defaults.
	Options methods.Values
	// Parallel is how many points of a path are under way at once; it bounds the
	// memory, and does not change a bit of the result.
	Parallel int
	// Each, if not nil, is handed every attribution as soon as it is there, with
	// the result so far; its error ends the work.
	Each func(*Result, Attribution) error
	// Progress, if not nil, is told how many of the network's runs are done.
	Progress func(done, total int)
}

// NewRequest returns the defaults: the paper's six methods, plain and frozen by
// threshold.
func NewRequest() Request {
	six, _ := methods.Select([]string{"all"})
	return Request{Methods: six, Variants: []serving.Variant{serving.Plain, serving.Threshold}, Target: -1, Parallel: 2}
}

// Check finds a request that has no answer, whatever the input.
func (r *Request) Check() error {
	switch {
	case len(r.Methods) == 0:
		return fmt.Errorf("no method is asked for")
	case len(r.Variants) == 0:
		return fmt.Errorf("no variant is asked for")
	case slices.ContainsFunc(r.Variants, func(v serving.Variant) bool { return !slices.Contains(serving.Variants, v) }):
		return fmt.Errorf("one of the variants %q is unknown; there are %s", r.Variants, strings.Join(serving.VariantNames(), ", "))
	}
	if err := r.Options.Check(); err != nil {
		return err
	}
	if r.Parallel < 1 {
		return fmt.Errorf("%d points at once: at least 1 is needed", r.Parallel)
	}
	return nil
}
