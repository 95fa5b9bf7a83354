package slim

// inceptionV1 is tf_slim.nets.inception_v1: Szegedy et al., "Going Deeper with
// Convolutions", 2014, with batch normalisation.
func inceptionV1() []layer {
	return inception("InceptionV1", []layer{
		conv2d("1a", 7, 7).by(2),
		maxPool("MaxPool_2a_3x3", 3, 2),
		conv2d("2b", 1, 1),
		conv2d("2c", 3, 3),
		maxPool("MaxPool_3a_3x3", 3, 2),
		mixedV1("Mixed_3b", "0b"),
		mixedV1("Mixed_3c", "0b"),
		maxPool("MaxPool_4a_3x3", 3, 2),
		mixedV1("Mixed_4b", "0b"),
		mixedV1("Mixed_4c", "0b"),
		mixedV1("Mixed_4d", "0b"),
		mixedV1("Mixed_4e", "0b"),
		mixedV1("Mixed_4f", "0b"),
		maxPool("MaxPool_5a_2x2", 2, 2),
		mixedV1("Mixed_5b", "0a"),
		mixedV1("Mixed_5c", "0b"),
	},
		avgPool("MaxPool_0a_7x7", 7, 1).valid(),
		dropout("Dropout_0b"),
		conv2d("0c", 1, 1).alone())
}

// mixedV1 is a module. One layer of Mixed_5b has another name.
func mixedV1(name, third string) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3)},
		branch{conv2d("0a", 1, 1), conv2d(third, 3, 3)},
		branch{maxPool("MaxPool_0a_3x3", 3, 1), conv2d("0b", 1, 1)})
}
