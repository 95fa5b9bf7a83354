package pruned_test

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// more adds a layer of those that sample.layer does not make.
func (s *sample) more(tensors []gr.Output) gr.Output {
	x := s.pick(tensors)
	shape := x.Shape()
	h, w, c := shape[1], shape[2], shape[3]
	switch s.r.IntN(12) {
	case 0:
		return s.parted(x)
	case 1:
		return s.beside(x, tensors)
	case 2:
		return s.strided(x)
	case 3:
		return s.op("Reshape", gr.Shape{1, w, c, h}, nil, x, s.axes(1, int32(w), int32(c), int32(h)))
	case 4:
		return s.op("Neg", shape, nil, x)
	case 5:
		return s.op("RealDiv", shape, nil, x, s.s.Const(fmt.Sprintf("d%d", s.g.Len()), gr.Tensor(gr.Shape{1}, float32(-1.5))))
	case 6, 7:
		op := []string{"MaxPool", "AvgPool", "MaxPool"}[s.r.IntN(3)]
		attrs, oh, ow := s.wide(h, w, 1+s.r.Int64N(4), 1+s.r.Int64N(4), false)
		return s.op(op, gr.Shape{1, oh, ow, c}, attrs, x)
	case 8:
		kh, kw, times := 1+s.r.Int64N(3), 1+s.r.Int64N(3), 1+s.r.Int64N(3)
		attrs, oh, ow := s.wide(h, w, kh, kw, true)
		return s.op("DepthwiseConv2dNative", gr.Shape{1, oh, ow, times * c}, attrs, x, s.weights(kh, kw, c, times))
	}
	return s.grouped(x)
}

// grouped is a convolution of any number of groups.
func (s *sample) grouped(x gr.Output) gr.Output {
	shape := x.Shape()
	groups := 1 + s.r.Int64N(min(4, shape[3]))
	for shape[3]%groups != 0 {
		groups--
	}
	kh, kw, to := 1+s.r.Int64N(4), 1+s.r.Int64N(4), groups*(1+s.r.Int64N(3))
	attrs, oh, ow := s.wide(shape[1], shape[2], kh, kw, true)
	return s.op("Conv2D", gr.Shape{1, oh, ow, to}, attrs, x, s.weights(kh, kw, shape[3]/groups, to))
}

// parted is one part of a tensor that is split by its channels.
func (s *sample) parted(x gr.Output) gr.Output {
	shape := x.Shape()
	n := 1 + s.r.Int64N(min(4, shape[3]))
	for shape[3]%n != 0 {
		n--
	}
	var types []gr.Type
	for range n {
		types = append(types, gr.Type{DType: gr.Float, Shape: gr.Shape{1, shape[1], shape[2], shape[3] / n}})
	}
	part := s.s.Node("Split", "", types, gr.Attrs{"num_split": int(n)}, s.number32(3), x).Out(s.r.IntN(int(n)))
	return s.op("Identity", part.Shape(), nil, part) // composites name the node that they are of
}

func (s *sample) number32(v int32) gr.Output {
	return s.s.Const(fmt.Sprintf("i%d", s.g.Len()), gr.Tensor(gr.Shape{}, v))
}

// beside concatenates two tensors, maybe the same, along any dimension that they fit in.
func (s *sample) beside(x gr.Output, tensors []gr.Output) gr.Output {
	y, axis := s.pick(tensors), 1+s.r.IntN(3)
	shape := append(gr.Shape(nil), x.Shape()...)
	for d := 1; d < 4; d++ {
		if d != axis && y.Shape()[d] != shape[d] {
			return s.op("Neg", shape, nil, x)
		}
	}
	shape[axis] += y.Shape()[axis]
	return s.op("ConcatV2", shape, gr.Attrs{"N": 2}, x, y, s.number32(int32(axis)))
}

// strided cuts a box out, as x[:, a:b, c:, :d] does.
func (s *sample) strided(x gr.Output) gr.Output {
	shape := append(gr.Shape(nil), x.Shape()...)
	begin, end, ones := []int32{0}, []int32{0}, []int32{1}
	for d := 1; d < 4; d++ {
		from := s.r.Int64N(shape[d])
		to := from + 1 + s.r.Int64N(shape[d]-from)
		shape[d] = to - from
		begin, end, ones = append(begin, int32(from)), append(end, int32(to)), append(ones, 1)
	}
	return s.op("StridedSlice", shape, gr.Attrs{"begin_mask": 1, "end_mask": 1}, x, s.axes(begin...), s.axes(end...), s.axes(ones...))
}

// wide is window with larger strides, dilations and paddings.
func (s *sample) wide(h, w, kh, kw int64, dilated bool) (attrs gr.Attrs, oh, ow int64) {
	sh, sw, dh, dw := 1+s.r.Int64N(3), 1+s.r.Int64N(3), int64(1), int64(1)
	if dilated && s.r.IntN(2) == 0 {
		sh, sw, dh, dw = 1, 1, 1+s.r.Int64N(3), 1+s.r.Int64N(3)
	}
	attrs = gr.Attrs{"strides": []int{1, int(sh), int(sw), 1}, "dilations": []int{1, int(dh), int(dw), 1}, "ksize": []int{1, int(kh), int(kw), 1}, "padding": "SAME"}
	th, tw := (kh-1)*dh+1, (kw-1)*dw+1
	pad := [4]int64{s.r.Int64N(th), s.r.Int64N(th), s.r.Int64N(tw), s.r.Int64N(tw)}
	switch kind := s.r.IntN(3); {
	case kind == 0 && h >= th && w >= tw:
		attrs["padding"] = "VALID"
		return attrs, (h-th)/sh + 1, (w-tw)/sw + 1
	case kind == 1 && dilated && h+pad[0]+pad[1] >= th && w+pad[2]+pad[3] >= tw:
		attrs["padding"] = "EXPLICIT"
		attrs["explicit_paddings"] = []int{0, 0, int(pad[0]), int(pad[1]), int(pad[2]), int(pad[3]), 0, 0}
		return attrs, (h+pad[0]+pad[1]-th)/sh + 1, (w+pad[2]+pad[3]-tw)/sw + 1
	}
	return attrs, (h + sh - 1) / sh, (w + sw - 1) / sw
}

// activated adds an activation of any kind.
func (s *sample) activated(o gr.Output) (gr.Activation, gr.Output) {
	ops := []string{"Relu", "Relu", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh", ""}
	op := ops[s.r.IntN(len(ops))]
	if op == "" {
		a := s.composite(o)
		return gr.Activation{Kind: kindOf(a.Node), Input: s.inputOf(a.Node), Output: a}, a
	}
	a := s.op(op, o.Shape(), gr.Attrs{"alpha": float32(0.2)}, o)
	return gr.Activation{Kind: op, Input: o, Output: a}, a
}
