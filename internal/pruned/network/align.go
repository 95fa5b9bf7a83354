package network

import (
	"errors"
	"slices"

	gr "tfreeze/graphrewrite"
)

// repeats reports whether a tensor is another one's shape, or repeats along dimensions of
// one element to be so.
func (t Tensor) repeats(to Tensor) bool {
	fits := func(from, to int) bool { return from == to || from == 1 }
	return fits(t.H, to.H) && fits(t.W, to.W) && fits(t.C, to.C)
}

// aligned refuses inputs that do not repeat along o.
func (r *reader) aligned(o gr.Output, inputs ...gr.Output) error {
	to, err := r.image(o)
	if err != nil {
		return err
	}
	for _, in := range inputs {
		from, err := r.image(in)
		if err != nil {
			return err
		}
		if !from.repeats(to) || r.turns(len(r.Shape(o))) && len(r.Shape(in)) != 4 {
			return errors.New("the shapes of its inputs")
		}
	}
	return nil
}

// product multiplies two tensors that vary.
func product(r *reader, o gr.Output) (int, error) {
	in := o.Node.Inputs
	if in[0] == in[1] {
		return r.function(o, "Square", in[0])
	}
	if err := r.aligned(o, in...); err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: Product, Factors: slices.Clone(in)}, in...)
}

// difference subtracts one tensor that varies from another.
func difference(r *reader, o gr.Output) (int, error) {
	if err := r.aligned(o, o.Node.Inputs...); err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: Add, Signs: []float32{1, -1}}, o.Node.Inputs...)
}

// squaredDifference is the square of a difference that is in no tensor of the graph.
func squaredDifference(r *reader, o gr.Output) (int, error) {
	in := o.Node.Inputs
	if len(r.varying(o.Node)) != 2 {
		return 0, errors.New("one of its inputs is a constant")
	}
	to, err := r.image(o)
	if err != nil {
		return 0, err
	}
	less, err := r.image(in[1])
	if err != nil {
		return 0, err
	}
	if from, err := r.image(in[0]); err != nil || from != to || !less.repeats(to) {
		return 0, errors.Join(errors.New("the shapes of its inputs"), err)
	}
	a := &Activation{Op: "Square", Plain: true, Input: in[0], Output: o, Less: in[1], Shapes: [2]Tensor{to, less}, Frozen: -1}
	return r.step(o, Step{Kind: Add, Signs: []float32{1, -1}, Activation: a}, in...)
}

// reduce is the mean or sum along dimensions of one image.
func reduce(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	in := o.Node.Inputs[0]
	axes, err := r.Ints(o.Node.Inputs[1])
	if err != nil {
		return 0, err
	}
	from, err := r.image(in)
	if err != nil {
		return 0, err
	}
	left := box(from)
	for _, a := range axes {
		d, err := r.axis(a, len(r.Shape(in)))
		if err != nil {
			return 0, err
		}
		left[d] = 1
	}
	s := Step{Kind: Reduce, Total: o.Node.Op == "Sum"}
	if left == [3]int{1, 1, from.C} {
		s.Kind, s.Window = Average, Window{from.H, from.W, 1, 1, 1, 1, 0, 0}
	}
	kept := Tensor{left[0], left[1], left[2]}
	t, err := r.stepOf(o, kept, s, in)
	if err != nil {
		return 0, err
	}
	return r.reshaped(o, t, len(r.Shape(in)))
}
