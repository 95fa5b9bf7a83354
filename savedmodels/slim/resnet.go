package slim

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// resnetV1 is tf_slim.nets.resnet_v1 with the given number of units in each of its four
// blocks: He et al., "Deep Residual Learning for Image Recognition", 2015.
func resnetV1(units ...int) []layer {
	first := []layer{convSame("conv1", 7, 2), maxPool("pool1", 3, 2)}
	return append(append(first, blocks(units, "bottleneck_v1", bottleneckV1)...), resnetLogits()...)
}

// resnetV2 is tf_slim.nets.resnet_v2, which normalises before each layer: He et al.,
// "Identity Mappings in Deep Residual Networks", 2016.
func resnetV2(units ...int) []layer {
	first := []layer{pad(7), conv("conv1", 7, 7).by(2).valid().alone(), maxPool("pool1", 3, 2)}
	return append(append(append(first, blocks(units, "bottleneck_v2", bottleneckV2)...), norm("postnorm")), resnetLogits()...)
}

// blocks are units of the given kind. The last unit of each block halves the image,
// except in the last block.
func blocks(units []int, kind string, unit func(stride int) layer) []layer {
	var layers []layer
	for i, count := range units {
		for k := range count {
			stride := 1
			if k == count-1 && i < len(units)-1 {
				stride = 2
			}
			layers = append(layers, in(fmt.Sprintf("block%d/unit_%d/%s", i+1, k+1, kind), unit(stride)))
		}
	}
	return layers
}

func bottleneckV1(stride int) layer {
	return step(func(b builder, x tensor) tensor {
		projection := conv("shortcut", 1, 1).by(stride).normed()
		residual := b.run(x, conv("conv1", 1, 1), convSame("conv2", 3, stride), conv("conv3", 1, 1).normed())
		return relu(b, sum(b, shortcut(b, x, x, projection, residual.channels), residual))
	})
}

func bottleneckV2(stride int) layer {
	return step(func(b builder, x tensor) tensor {
		projection := conv("shortcut", 1, 1).by(stride).alone()
		ready := norm("preact").add(b, x)
		residual := b.run(ready, conv("conv1", 1, 1), convSame("conv2", 3, stride), conv("conv3", 1, 1).alone())
		return sum(b, shortcut(b, x, ready, projection, residual.channels), residual)
	})
}

// shortcut brings x to the size and depth of the residual. If the depth is the same, it
// leaves out pixels; if not, it projects what the residual is computed from.
func shortcut(b builder, x, ready tensor, projection convolution, channels int64) tensor {
	switch {
	case x.channels != channels:
		return projection.add(b, ready)
	case projection.stride > 1:
		return maxPool(projection.name, 1, projection.stride).add(b, x)
	}
	return x
}

func sum(b builder, x, y tensor) tensor {
	return tensor{b.op("AddV2", "add", nil, x.Output, y.Output), y.channels}
}

// convSame is a convolution whose padding does not depend on the image's size.
func convSame(name string, size, stride int) layer {
	if stride == 1 {
		return conv(name, size, size)
	}
	return step(func(b builder, x tensor) tensor {
		return b.run(x, pad(size), conv(name, size, size).by(stride).valid())
	})
}

// pad surrounds the image with zeros, for a window of the given odd size.
func pad(size int) layer {
	return step(func(b builder, x tensor) tensor {
		by := int32(size / 2)
		paddings := b.ops.Const("Pad/paddings", gr.Tensor(gr.Shape{4, 2}, 0, 0, by, by, by, by, 0, 0))
		return tensor{b.op("Pad", "Pad", gr.Attrs{"Tpaddings": gr.Int32}, x.Output, paddings), x.channels}
	})
}

func resnetLogits() []layer {
	return []layer{step(meanPool), conv("logits", 1, 1).alone(), squeeze("SpatialSqueeze")}
}

func meanPool(b builder, x tensor) tensor {
	axes := b.ops.Const("pool5/reduction_indices", gr.Tensor[int32](gr.Shape{2}, 1, 2))
	return tensor{b.op("Mean", "pool5", gr.Attrs{"Tidx": gr.Int32, "keep_dims": true}, x.Output, axes), x.channels}
}
