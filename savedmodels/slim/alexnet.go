package slim

// alexnet is tf_slim.nets.alexnet.alexnet_v2: Krizhevsky, "One weird trick for
// parallelizing convolutional neural networks", 2014.
func alexnet() []layer {
	return append([]layer{
		conv("conv1", 11, 11).by(4).valid(),
		maxPool("pool1", 3, 2).valid(),
		conv("conv2", 5, 5),
		maxPool("pool2", 3, 2).valid(),
		conv("conv3", 3, 3),
		conv("conv4", 3, 3),
		conv("conv5", 3, 3),
		maxPool("pool5", 3, 2).valid(),
	}, fullyConnected(5)...)
}
