package slim

import "fmt"

// vgg is tf_slim.nets.vgg with the given number of 3x3 convolutions in each of its five
// blocks: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale
// Image Recognition", 2014, table 1, columns A, D (16 layers) and E (19 layers).
func vgg(blocks ...int) []layer {
	var layers []layer
	for i, convolutions := range blocks {
		for k := range convolutions {
			layers = append(layers, conv(fmt.Sprintf("conv%d/conv%d_%d", i+1, i+1, k+1), 3, 3))
		}
		layers = append(layers, maxPool(fmt.Sprintf("pool%d", i+1), 2, 2).valid())
	}
	return append(layers, fullyConnected(7)...)
}

// fullyConnected are the last three layers, written as convolutions. The first covers
// all that is left of the image.
func fullyConnected(size int) []layer {
	return []layer{
		conv("fc6", size, size).valid(),
		dropout("dropout6"),
		conv("fc7", 1, 1),
		dropout("dropout7"),
		conv("fc8", 1, 1).alone(),
		squeeze("fc8/squeezed"),
	}
}
