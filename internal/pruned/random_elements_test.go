package pruned_test

import (
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
)

func (s *sample) number(v float32) gr.Output {
	return s.s.Const(fmt.Sprintf("n%d", s.g.Len()), gr.Tensor(gr.Shape{}, v))
}

func (s *sample) axes(of ...int32) gr.Output {
	return s.s.Const(fmt.Sprintf("a%d", s.g.Len()), gr.Tensor(gr.Shape{int64(len(of))}, of...))
}

// composite adds an activation of several ops.
func (s *sample) composite(u gr.Output) gr.Output {
	kind := []string{"Swish", "HardSwish", "GELU"}[s.r.IntN(3)]
	shape, named := u.Shape(), gr.Attrs{"_kind": kind, "_of": u.Node.Name}
	switch kind {
	case "Swish":
		return s.op("Mul", shape, named, u, s.op("Sigmoid", shape, nil, u))
	case "HardSwish":
		gate := s.op("Relu6", shape, nil, s.op("AddV2", shape, nil, u, s.number(3)))
		return s.op("Mul", shape, named, s.op("Mul", shape, nil, u, gate), s.number(1.0/6))
	}
	erf := s.op("Erf", shape, nil, s.op("Mul", shape, nil, u, s.number(1/math.Sqrt2)))
	half := s.op("Mul", shape, nil, u, s.number(0.5))
	return s.op("Mul", shape, named, half, s.op("AddV2", shape, nil, erf, s.number(1)))
}

// gated multiplies each channel by a sigmoid of their means, or each element by another
// tensor.
func (s *sample) gated(x gr.Output) gr.Output {
	shape := x.Shape()
	c := shape[3]
	mean := s.op("Mean", gr.Shape{1, 1, 1, c}, gr.Attrs{"keep_dims": true}, x, s.axes(1, 2))
	attrs := gr.Attrs{"strides": []int{1, 1, 1, 1}, "padding": "SAME"}
	mixed := s.op("Conv2D", gr.Shape{1, 1, 1, c}, attrs, mean, s.weights(1, 1, c, c))
	gate := s.op("Sigmoid", mixed.Shape(), nil, mixed)
	if s.r.IntN(2) == 0 {
		return s.op("Mul", shape, nil, gate, x)
	}
	return s.op("Mul", shape, nil, x, gate)
}

// normed normalizes the channels of each pixel, written out.
func (s *sample) normed(x gr.Output) gr.Output {
	shape := x.Shape()
	each := gr.Shape{1, shape[1], shape[2], 1}
	keep := gr.Attrs{"keep_dims": true}
	mean := s.op("Mean", each, keep, x, s.axes(-1))
	squares := s.op("SquaredDifference", shape, nil, x, s.op("StopGradient", each, nil, mean))
	variance := s.op("Mean", each, keep, squares, s.axes(3))
	inverse := s.op("Rsqrt", each, nil, s.op("AddV2", each, nil, variance, s.number(0.5)))
	return s.op("Mul", shape, nil, s.op("Sub", shape, nil, x, mean), inverse)
}

// elements adds an op on each element, or one that only moves them.
func (s *sample) elements(x gr.Output, tensors []gr.Output) gr.Output {
	shape := x.Shape()
	switch s.r.IntN(6) {
	case 0:
		return s.op("Maximum", shape, nil, x, s.number(-0.3))
	case 1:
		return s.op("Minimum", shape, nil, x, s.number(0.7))
	case 2:
		return s.op("Erf", shape, nil, x)
	case 3:
		perm := s.s.Const(fmt.Sprintf("p%d", s.g.Len()), gr.Tensor(gr.Shape{4}, int32(0), 3, 1, 2))
		return s.op("Transpose", gr.Shape{1, shape[3], shape[1], shape[2]}, nil, x, perm)
	case 4:
		for _, y := range slices.Backward(tensors) {
			if y != x && slices.Equal(y.Shape(), shape) {
				return s.op([]string{"Sub", "Mul"}[s.r.IntN(2)], shape, nil, x, y)
			}
		}
	}
	return s.op("Mul", shape, nil, x, s.op("Mean", gr.Shape{1, shape[1], shape[2], 1}, gr.Attrs{"keep_dims": true}, x, s.axes(3)))
}
