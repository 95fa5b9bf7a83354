package targets

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// Resolve chooses for the scores of one input, of the given shape in C order, and says
// what does not fit. A resolved target has an index for each dimension.
func (t Target) Resolve(shape []int64, scores []float32) (Target, error) {
	if len(scores) == 0 || gr.Shape(shape).Elements() != int64(len(scores)) {
		return t, fmt.Errorf("the network gave no scores: their shape is %v", gr.Shape(shape))
	}
	if t.form == byTop && len(shape) == 1 {
		if t.class >= len(scores) {
			return t, fmt.Errorf("target %s: the network has %d classes", t, len(scores))
		}
		return Element(ranked(scores)[t.class]), nil
	}
	return t.Whole(shape)
}

// Whole is Resolve without the scores, which the class with the highest score needs.
func (t Target) Whole(shape []int64) (Target, error) {
	if len(shape) == 0 || slices.ContainsFunc(shape, func(d int64) bool { return d < 1 }) {
		return t, fmt.Errorf("the network gave no scores: their shape is %v", gr.Shape(shape))
	}
	classes := int(shape[len(shape)-1])
	r := Target{form: byIndex, mask: t.mask}
	switch t.form {
	case byTop, byClass:
		if len(shape) == 1 && t.form == byTop {
			return t, errors.New("the class with the highest score is not known without the scores")
		}
		if len(shape) > 1 {
			return t, fmt.Errorf("target %s: the scores of an input are %v, so a class has %d of them: %s", t, gr.Shape(shape), gr.Shape(shape).Elements()/int64(classes), forms(shape))
		}
		r.index = []int{t.class}
	case bySum:
		r.index = append(slices.Repeat([]int{Every}, len(shape)-1), t.class)
	case byIndex:
		r.index = slices.Clone(t.index)
	}
	if t.class < 0 {
		return t, noClass(t.class, classes)
	}
	if err := r.fits(shape); err != nil {
		return t, err
	}
	return r, r.mask.fits(r.positions(shape))
}

// fits returns an error if an index is not within the shape.
func (t Target) fits(shape []int64) error {
	if len(t.index) != len(shape) {
		return fmt.Errorf("target %s: it has %d indices, and the scores of an input are %v: %s", t, len(t.index), gr.Shape(shape), forms(shape))
	}
	for d, k := range t.index {
		n := int(shape[d])
		switch {
		case k == Every || k >= 0 && k < n:
		case len(shape) == 1:
			return noClass(k, n)
		default:
			return fmt.Errorf("target %s: index %d is not within 0 to %d: the scores of an input are %v", t, k, n-1, gr.Shape(shape))
		}
	}
	return nil
}

func noClass(class, classes int) error {
	return fmt.Errorf("target %d is not a class of the network, which has %d, numbered from 0 to %d", class, classes, classes-1)
}

// forms lists what can be explained of scores with a shape.
func forms(shape []int64) string {
	first, last := make([]string, len(shape)), shape[len(shape)-1]-1
	for d, n := range shape {
		first[d] = fmt.Sprint(n / 2)
	}
	first[len(first)-1] = fmt.Sprint(last)
	element := strings.Join(first, ",")
	if len(shape) == 1 {
		return fmt.Sprintf("give a class, such as %d", last)
	}
	return fmt.Sprintf("give an element, such as %s; sum:%d, class %[2]d summed over all positions; or %[2]d@mask.png, summed within a mask", element, last)
}

// positions are the dimensions that a target sums over.
func (t Target) positions(shape []int64) []int64 {
	var over []int64
	for d, k := range t.index {
		if k == Every {
			over = append(over, shape[d])
		}
	}
	return over
}

var errNoPositions = errors.New("the target is a single score, so there is nothing to mask")

// fits returns an error if a mask does not cover the positions.
func (m *Mask) fits(positions []int64) error {
	switch {
	case m == nil:
		return nil
	case len(positions) == 0:
		return fmt.Errorf("mask %s: %w", m.Path, errNoPositions)
	case !slices.Equal(m.over(len(positions)), positions):
		return fmt.Errorf("mask %s has shape %v; the scores have positions %v", m.Path, gr.Shape(m.Shape), gr.Shape(positions))
	}
	return nil
}

// ranked are the classes by their scores, the highest first; equal ones in their order.
func ranked(scores []float32) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}
