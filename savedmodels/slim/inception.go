package slim

import "fmt"

// inception is a network of the Inception family. The ops of its layers are in the scope
// twice, NAME/NAME/..., their variables only once.
func inception(scope string, layers []layer, logits ...layer) []layer {
	base := step(func(b builder, x tensor) tensor {
		b.ops = b.ops.Sub(scope)
		return b.run(x, layers...)
	})
	return []layer{base, in("Logits", append(logits, squeeze("SpatialSqueeze"))...)}
}

// A branch is one of the paths of a mixed layer.
type branch []layer

// mixed is an Inception module: branches side by side.
func mixed(name string, branches ...branch) layer {
	scoped := make([]layer, len(branches))
	for i, layers := range branches {
		scoped[i] = in(fmt.Sprintf("Branch_%d", i), layers...)
	}
	return in(name, fork(scoped...))
}

// conv2d is a convolution named by its place and its size.
func conv2d(place string, height, width int) convolution {
	return conv(fmt.Sprintf("Conv2d_%s_%dx%d", place, height, width), height, width)
}
