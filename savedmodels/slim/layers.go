package slim

import gr "tfreeze/graphrewrite"

// A layer adds its ops to a network that ends in x, and returns the new end.
type layer interface {
	add(b builder, x tensor) tensor
}

// A step is a layer without settings.
type step func(b builder, x tensor) tensor

func (s step) add(b builder, x tensor) tensor { return s(b, x) }

// in puts layers in a scope.
func in(scope string, layers ...layer) layer {
	return step(func(b builder, x tensor) tensor { return b.in(scope).run(x, layers...) })
}

// fork puts layers side by side and joins their outputs.
func fork(branches ...layer) layer {
	return step(func(b builder, x tensor) tensor {
		var ends []gr.Output
		var channels int64
		for _, branch := range branches {
			end := branch.add(b, x)
			ends, channels = append(ends, end.Output), channels+end.channels
		}
		axis := b.ops.Const("concat/axis", gr.Tensor[int32](nil, 3))
		joined := b.op("ConcatV2", "concat", gr.Attrs{"N": len(ends), "Tidx": gr.Int32}, append(ends, axis)...)
		return tensor{joined, channels}
	})
}

// A window slides over an image.
type window struct {
	height, width, stride int
	padding               string
}

func (w window) attrs() gr.Attrs {
	return gr.Attrs{"strides": []int{1, w.stride, w.stride, 1}, "padding": w.padding, "data_format": "NHWC"}
}

// A pooling is a MaxPool or AvgPool.
type pooling struct {
	op, name string
	window
}

func maxPool(name string, size, stride int) pooling {
	return pooling{"MaxPool", name, window{size, size, stride, "SAME"}}
}

func avgPool(name string, size, stride int) pooling {
	return pooling{"AvgPool", name, window{size, size, stride, "SAME"}}
}

func (p pooling) valid() pooling {
	p.padding = "VALID"
	return p
}

func (p pooling) add(b builder, x tensor) tensor {
	attrs := p.attrs()
	attrs["ksize"] = []int{1, p.height, p.width, 1}
	if p.op == "MaxPool" {
		attrs["explicit_paddings"] = []int{}
	}
	return tensor{b.in(p.name).op(p.op, p.op, attrs, x.Output), x.channels}
}

// dropout does nothing in evaluation mode.
func dropout(name string) layer {
	return step(func(b builder, x tensor) tensor {
		return tensor{b.in(name).op("Identity", "Identity", nil, x.Output), x.channels}
	})
}

func relu(b builder, x tensor) tensor {
	return tensor{b.op("Relu", "Relu", nil, x.Output), x.channels}
}

// squeeze turns [N,1,1,C] into [N,C].
func squeeze(name string) layer {
	return step(func(b builder, x tensor) tensor {
		x.Output = b.op("Squeeze", name, gr.Attrs{"squeeze_dims": []int{1, 2}}, x.Output)
		x.Node.Types[0].Shape = gr.Shape{-1, x.channels}
		return x
	})
}
