package explain

import (
	"fmt"
	"slices"
	"strings"

	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// A Request says which attributions to compute. NewRequest gives the defaults of the
// original experiment.
type Request struct {
	Methods  []methods.Method
	Variants []serving.Variant
	// Target is what to explain; the zero value is the class with the highest score.
	Target targets.Target
	// Source is the model's own input, if the input is made of it; nil if that is unknown.
	Source *inputs.Raw
	// Flat makes the network's input for a picture whose pixels all have that value in all
	// colours, if a baseline needs it; nil if that is unknown.
	Flat func(pixel uint8) ([]float32, error)
	// Options are the options of the methods and of freezing; the zero value is the
	// defaults.
	Options methods.Values
	// Parallel is the number of points that are evaluated at once. It bounds the
	// memory; no bit of the result depends on it.
	Parallel int
	// Memory, if not 0, bounds the bytes that the pruned engine takes for a map, besides
	// the weights: it computes fewer points at once. Where 16 at once need more, the
	// engine cannot compute the map; AutoEngine allows it what a run of the dense network
	// may take, at least.
	Memory int64
	// Engine computes the maps of frozen networks; empty is AutoEngine.
	Engine Engine
	// Each, if not nil, is called with every attribution as soon as it is computed, and
	// with the result so far. An error that it returns ends the work.
	Each func(*Result, Attribution) error
	// Progress, if not nil, is called after each run of the network.
	Progress func(done, total int)
}

// NewRequest returns the defaults: the paper's six methods, plain and frozen by
// threshold.
func NewRequest() Request {
	six, _ := methods.Select([]string{"all"})
	return Request{Methods: six, Variants: []serving.Variant{serving.Plain, serving.Threshold}, Parallel: 2}
}

// Check refuses a request that has no answer for any input.
func (r *Request) Check() error {
	switch {
	case len(r.Methods) == 0:
		return fmt.Errorf("no method is asked for")
	case len(r.Variants) == 0:
		return fmt.Errorf("no variant is asked for")
	case slices.ContainsFunc(r.Variants, func(v serving.Variant) bool { return !slices.Contains(serving.Variants, v) }):
		return fmt.Errorf("an unknown variant is among %q; the variants are %s", r.Variants, strings.Join(serving.VariantNames(), ", "))
	}
	if err := r.Options.Check(); err != nil {
		return err
	}
	for _, m := range r.Methods {
		if err := m.Takes(r.Options); err != nil {
			return err
		}
	}
	if err := r.checkCriterion(); err != nil {
		return err
	}
	if r.Parallel < 1 {
		return fmt.Errorf("%d points at once: at least 1 is needed", r.Parallel)
	}
	if r.Memory < 0 {
		return fmt.Errorf("memory of %d bytes: give 0 or more", r.Memory)
	}
	return r.Engine.check()
}

// checkCriterion refuses freezing by threshold where only the input has numbers to
// compare.
func (r *Request) checkCriterion() error {
	c, err := methods.CriterionOf(r.Options)
	if err == nil && c.MaskOnly() && slices.Contains(r.Variants, serving.Threshold) {
		return methods.MaskAlone(r.Options)
	}
	return err
}
