package slim

// inceptionV2 is tf_slim.nets.inception_v2: Ioffe and Szegedy, "Batch
// Normalization: Accelerating Deep Network Training by Reducing Internal
// Covariate Shift", 2015.
func inceptionV2() []layer {
	average, most := avgPool("AvgPool_0a_3x3", 3, 1), maxPool("MaxPool_0a_3x3", 3, 1)
	return inception("InceptionV2", []layer{
		separable("Conv2d_1a_7x7", 7, 2),
		maxPool("MaxPool_2a_3x3", 3, 2),
		conv2d("2b", 1, 1),
		conv2d("2c", 3, 3),
		maxPool("MaxPool_3a_3x3", 3, 2),
		mixedV2("Mixed_3b", average),
		mixedV2("Mixed_3c", average),
		reductionV2("Mixed_4a"),
		mixedV2("Mixed_4b", average),
		mixedV2("Mixed_4c", average),
		mixedV2("Mixed_4d", average),
		mixedV2("Mixed_4e", average),
		reductionV2("Mixed_5a"),
		mixedV2("Mixed_5b", average),
		mixedV2("Mixed_5c", most),
	},
		avgPool("AvgPool_1a_7x7", 7, 2).valid(),
		dropout("Dropout_1b"),
		conv2d("1c", 1, 1).alone())
}

func mixedV2(name string, pool layer) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3), conv2d("0c", 3, 3)},
		branch{pool, conv2d("0b", 1, 1)})
}

// reductionV2 halves the image.
func reductionV2(name string) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1), conv2d("1a", 3, 3).by(2)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3), conv2d("1a", 3, 3).by(2)},
		branch{maxPool("MaxPool_1a_3x3", 3, 2)})
}
