package explain

import (
	"fmt"
	"iter"
	"slices"

	gr "tfreeze/graphrewrite"
)

// shares says which elements of a layer belong to which input. The layer is [before,
// inputs, behind], in C order.
type shares struct {
	before, inputs, behind int
	// shape is the shape of one input's share.
	shape gr.Shape
	// whole is the layer's shape. Its dimension axis holds outer x inputs x inner.
	whole              []int64
	axis, outer, inner int
}

// sharesOf finds the shares in a layer of that shape. A single input owns all of it.
func sharesOf(shape []int64, r gr.Rows, inputs int) (shares, error) {
	if inputs == 1 {
		s := shares{before: 1, inputs: 1, behind: int(gr.Shape(shape).Elements()), shape: shape}
		if len(shape) > 0 && shape[0] == 1 {
			s.shape = shape[1:]
		}
		return s, nil
	}
	fail := fmt.Errorf("its shape %v does not hold %d inputs", gr.Shape(shape), inputs)
	if r.Axis < 0 || r.Axis >= len(shape) || r.Outer < 0 || r.Inner < 0 || shape[r.Axis]%int64(inputs) != 0 {
		return shares{}, fail
	}
	each := shape[r.Axis] / int64(inputs)
	if r.Outer == 0 && r.Inner > 0 {
		r.Outer = each / r.Inner
	} else if r.Inner == 0 && r.Outer > 0 {
		r.Inner = each / r.Outer
	}
	if r.Outer*r.Inner != each {
		return shares{}, fail
	}
	own := slices.Clone(shape)
	if own[r.Axis] = each; each == 1 {
		own = slices.Delete(own, r.Axis, r.Axis+1)
	}
	return shares{
		before: int(gr.Shape(shape[:r.Axis]).Elements() * r.Outer), inputs: inputs,
		behind: int(r.Inner * gr.Shape(shape[r.Axis+1:]).Elements()),
		shape:  own, whole: shape, axis: r.Axis, outer: int(r.Outer), inner: int(r.Inner),
	}, nil
}

// runs yields the ranges of elements that belong to input k, each as its start and its
// end.
func (s shares) runs(k int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for b := range s.before {
			from := (b*s.inputs + k) * s.behind
			if !yield(from, from+s.behind) {
				return
			}
		}
	}
}

// of returns the values of input k: a slice of v if they are contiguous, a copy if not.
func (s shares) of(v []float32, k int) []float32 {
	var all []float32
	for from, to := range s.runs(k) {
		if s.before == 1 {
			return v[from:to]
		}
		all = append(all, v[from:to]...)
	}
	return all
}

// broadcast returns one value for each input, in a shape that broadcasts against the
// layer.
func (s shares) broadcast(each []float32) (shape []int64, values []float32) {
	shape = slices.Repeat([]int64{1}, len(s.whole))
	shape[s.axis] = s.whole[s.axis]
	for range s.outer {
		for _, v := range each {
			values = append(values, slices.Repeat([]float32{v}, s.inner)...)
		}
	}
	return shape, values
}
