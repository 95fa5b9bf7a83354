package main

import (
	"errors"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// verifyInputs reads the inputs, or makes a random one for want of any.
func verifyInputs(paths []string, r *reader, seed uint64) ([]input, error) {
	if len(paths) > 0 {
		inputs, bad, err := r.inputs(paths)
		if err == nil && bad != nil {
			err = bad.first()
		}
		return inputs, err
	}
	filled, err := fillOpen(r.shape, r.recipe, r.size)
	if err != nil {
		return nil, err
	}
	x, what := verify.RandomInput(filled, r.recipe, seed)
	return []input{{path: what + " of shape " + gr.Shape(filled).String(), shape: filled, x: x}}, nil
}

// fillOpen decides how large a random input is where the network leaves it open.
func fillOpen(shape []int64, recipe *savedmodels.Recipe, size imageSize) ([]int64, error) {
	filled := slices.Clone(shape)
	if len(filled) == 3 {
		if size == (imageSize{}) && recipe != nil {
			size = imageSize{recipe.Size, recipe.Size}
		}
		for i, side := range []int{size.height, size.width} {
			if filled[i] < 0 && side > 0 {
				filled[i] = int64(side)
			}
		}
	}
	if len(filled) == 0 || slices.ContainsFunc(filled, func(d int64) bool { return d < 1 }) {
		return nil, errors.New("the network leaves the shape of its input open, " + gr.Shape(shape).String() + ": give an input, or --size H,W for an image")
	}
	return filled, nil
}
