package network

import (
	"errors"
	"math"

	gr "tfreeze/graphrewrite"
)

func conv(r *reader, o gr.Output) (int, error) {
	n := o.Node
	kernel, weights, err := r.kernel(n)
	if err != nil {
		return 0, err
	}
	w, err := r.window(o, int(kernel[0]), int(kernel[1]))
	if err != nil {
		return 0, err
	}
	image, err := r.image(n.Inputs[0])
	if err != nil {
		return 0, err
	}
	in := int64(image.C)
	if kernel[2] < 1 || in%kernel[2] != 0 || kernel[3]%(in/kernel[2]) != 0 {
		return 0, errors.New("its kernel does not fit its image")
	}
	k := &Kernel{Weights: weights, Tap: int(kernel[2] * kernel[3]), In: int(kernel[3]), Out: 1, Groups: int(in / kernel[2])}
	kind := Conv
	if k.Groups > 1 {
		kind = Grouped
	}
	return r.step(o, Step{Kind: kind, Window: w, Kernel: k}, n.Inputs[0])
}

// kernel is the shape, of rank 4, and what it holds of the second input.
func (r *reader) kernel(n *gr.Node) ([]int64, []float32, error) {
	if err := r.alone(n); err != nil {
		return nil, nil, err
	}
	shape := r.Shape(n.Inputs[1])
	weights, err := r.Floats(n.Inputs[1])
	switch {
	case err != nil:
		return nil, nil, err
	case len(shape) != 4 || len(r.Shape(n.Inputs[0])) != 4 || gr.Shape(shape).Elements() != int64(len(weights)) || len(weights) == 0 || len(weights) > MaxElements:
		return nil, nil, errors.New("the shape of its kernel or image")
	}
	return shape, weights, nil
}

func depthwise(r *reader, o gr.Output) (int, error) {
	kernel, weights, err := r.kernel(o.Node)
	if err != nil {
		return 0, err
	}
	w, err := r.window(o, int(kernel[0]), int(kernel[1]))
	if err != nil {
		return 0, err
	}
	k := &Kernel{Weights: weights, Tap: int(kernel[2] * kernel[3]), In: 0, Out: 1, Groups: int(kernel[2])}
	return r.step(o, Step{Kind: Grouped, Window: w, Kernel: k}, o.Node.Inputs[0])
}

func matMul(r *reader, o gr.Output) (int, error) {
	n := o.Node
	if err := r.alone(n); err != nil {
		return 0, err
	}
	shape := r.Shape(n.Inputs[1])
	weights, err := r.Floats(n.Inputs[1])
	if err != nil {
		return 0, err
	}
	if n.Bool("transpose_a") || len(shape) != 2 || len(r.Shape(n.Inputs[0])) != 2 || shape[0]*shape[1] != int64(len(weights)) || len(weights) > MaxElements {
		return 0, errors.New("the shape of its operands")
	}
	k := &Kernel{Weights: weights, In: int(shape[1]), Out: 1, Groups: 1}
	if n.Bool("transpose_b") {
		k.In, k.Out = 1, int(shape[1])
	}
	return r.step(o, Step{Kind: Conv, Window: Window{1, 1, 1, 1, 1, 1, 0, 0}, Kernel: k}, n.Inputs[0])
}

func maxPool(r *reader, o gr.Output) (int, error) {
	w, err := r.pool(o)
	if err != nil {
		return 0, err
	}
	if w.KH*w.KW > 255 {
		return 0, errors.New("a window of more than 255 elements")
	}
	return r.step(o, Step{Kind: Max, Window: w, Pooled: o.Node.Inputs[0]}, o.Node.Inputs[0])
}

func avgPool(r *reader, o gr.Output) (int, error) {
	w, err := r.pool(o)
	if err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: Average, Window: w}, o.Node.Inputs[0])
}

func (r *reader) pool(o gr.Output) (Window, error) {
	k := o.Node.Ints("ksize")
	h, w, c := r.sides()
	if len(k) != 4 || k[0] != 1 || k[c] != 1 || len(r.Shape(o.Node.Inputs[0])) != 4 {
		return Window{}, errors.New("its window")
	}
	return r.window(o, int(k[h]), int(k[w]))
}

// batchNorm of inference is a scale of each channel, and a shift.
func batchNorm(r *reader, o gr.Output) (int, error) {
	n := o.Node
	training := n.Attr["is_training"] == nil || n.Bool("is_training")
	if o.Index != 0 || training || len(n.Inputs) < 5 {
		return 0, errors.New("it is in training")
	}
	if err := errors.Join(r.alone(n), r.check(n)); err != nil {
		return 0, err
	}
	gamma, err := r.Floats(n.Inputs[1])
	if err != nil {
		return 0, err
	}
	variance, err := r.Floats(n.Inputs[4])
	if err != nil {
		return 0, err
	}
	image, err := r.image(n.Inputs[0])
	if err != nil {
		return 0, err
	}
	if len(gamma) != len(variance) || len(r.Shape(n.Inputs[0])) != 4 || len(gamma) != image.C {
		return 0, errors.New("the shape of its statistics")
	}
	scale := make([]float32, len(gamma))
	for i := range scale {
		scale[i] = float32(float64(gamma[i]) / math.Sqrt(float64(variance[i])+float64(n.Float("epsilon", 1e-4))))
	}
	return r.scale(o, n.Inputs[0], scale)
}
