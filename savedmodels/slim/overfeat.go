package slim

// overfeat is tf_slim.nets.overfeat: Sermanet et al., "OverFeat: Integrated
// Recognition, Localization and Detection using Convolutional Networks", 2013.
func overfeat() []layer {
	return append([]layer{
		conv("conv1", 11, 11).by(4).valid(),
		maxPool("pool1", 2, 2).valid(),
		conv("conv2", 5, 5).valid(),
		maxPool("pool2", 2, 2).valid(),
		conv("conv3", 3, 3),
		conv("conv4", 3, 3),
		conv("conv5", 3, 3),
		maxPool("pool5", 2, 2).valid(),
	}, fullyConnected(6)...)
}
