package tfreeze

import (
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
)

// A Baseline is a reference input: an Array in the input's shape, or a Named one.
type Baseline interface {
	reference(shape []int64) (methods.Reference, error)
}

// A Named baseline is made of the input: "zero", "black", "white", "mean", "blur",
// "blur:SD" or "uniform:SEED".
type Named string

func (n Named) reference([]int64) (methods.Reference, error) {
	return methods.ParseReference(string(n))
}

func (a Array) reference(shape []int64) (methods.Reference, error) {
	name := methods.Baseline.Name
	if of(a.Shape) != of(shape) {
		return methods.Reference{}, fmt.Errorf("%s has shape %v, the input %v", a.named(name), of(a.Shape), of(shape))
	}
	if err := a.check(); err != nil {
		return methods.Reference{}, fmt.Errorf("%s: %w", name, err)
	}
	return methods.Reference{Name: methods.Given, Values: a.Values}, nil
}

// samples returns an error if an array does not hold samples of a shape.
func (a Array) samples(name string, shape []int64) error {
	if len(a.Shape) != len(shape)+1 || a.Shape[0] == 0 || of(a.Shape[1:]) != of(shape) {
		return fmt.Errorf("%s has shape %v: give samples of the input's shape %v", a.named(name), of(a.Shape), of(shape))
	}
	if err := a.check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func of(shape []int64) string { return gr.Shape(shape).String() }
