package slim

import gr "tfreeze/graphrewrite"

// A convolution is a Conv2D, the network's normalisation or a bias, and a Relu.
type convolution struct {
	name string
	window
	// A biased one has a bias even in a network that normalises; a linear one has no
	// Relu.
	biased, linear bool
}

// conv is a convolution with stride 1, which keeps the size of the image.
func conv(name string, height, width int) convolution {
	return convolution{name: name, window: window{height, width, 1, "SAME"}}
}

func (c convolution) by(stride int) convolution {
	c.stride = stride
	return c
}

func (c convolution) valid() convolution {
	c.padding = "VALID"
	return c
}

// alone gives it a bias in place of normalisation, and no Relu.
func (c convolution) alone() convolution {
	c.biased, c.linear = true, true
	return c
}

// normed leaves out its Relu.
func (c convolution) normed() convolution {
	c.linear = true
	return c
}

func (c convolution) add(b builder, x tensor) tensor {
	b = b.in(c.name)
	weights := b.variable("weights", int64(c.height), int64(c.width), x.channels, -1)
	x = tensor{b.op("Conv2D", "Conv2D", c.convAttrs(), x.Output, weights.Output), weights.channels}
	if c.biased || b.norm == none {
		x = bias(b, x)
	} else {
		x = normalize(b.in("BatchNorm"), x)
	}
	if !c.linear {
		x = relu(b, x)
	}
	return x
}

func (w window) convAttrs() gr.Attrs {
	attrs := w.attrs()
	attrs["dilations"], attrs["explicit_paddings"], attrs["use_cudnn_on_gpu"] = []int{1, 1, 1, 1}, []int{}, true
	return attrs
}

func bias(b builder, x tensor) tensor {
	biases := b.variable("biases", x.channels)
	return tensor{b.op("BiasAdd", "BiasAdd", gr.Attrs{"data_format": "NHWC"}, x.Output, biases.Output), x.channels}
}

// separable is a depthwise convolution, a pointwise one, a bias and a Relu. TF-slim does
// not normalise it.
func separable(name string, size, stride int) layer {
	return step(func(b builder, x tensor) tensor {
		b = b.in(name)
		depthwise := b.variable("depthwise_weights", int64(size), int64(size), x.channels, -1)
		attrs := window{size, size, stride, "SAME"}.convAttrs()
		delete(attrs, "use_cudnn_on_gpu")
		between := b.op("DepthwiseConv2dNative", "separable_conv2d/depthwise", attrs, x.Output, depthwise.Output)
		pointwise := b.variable("pointwise_weights", 1, 1, x.channels*depthwise.channels, -1)
		end := b.op("Conv2D", "separable_conv2d", window{1, 1, 1, "VALID"}.convAttrs(), between, pointwise.Output)
		return relu(b, bias(b, tensor{end, pointwise.channels}))
	})
}
