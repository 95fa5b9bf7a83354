package main

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/verify"
)

// verifyInputs reads the inputs, or makes a random one for want of any.
func verifyInputs(paths []string, r *inputs.Reader, seed uint64) ([]*inputs.Input, error) {
	if len(paths) > 0 {
		all, bad, err := r.Files(paths)
		if err == nil && bad != nil {
			err = bad.First()
		}
		return all, err
	}
	filled, err := r.Filled()
	if err != nil {
		return nil, err
	}
	x, what := verify.RandomInput(filled, r.Recipe, seed)
	return []*inputs.Input{{Path: what + " of shape " + gr.Shape(filled).String(), Shape: filled, X: x}}, nil
}
