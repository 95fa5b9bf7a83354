package slim

// inceptionV3 is tf_slim.nets.inception_v3 without the auxiliary logits, which only
// training needs: Szegedy et al., "Rethinking the Inception Architecture for
// Computer Vision", 2015.
func inceptionV3() []layer {
	return inception("InceptionV3", []layer{
		conv2d("1a", 3, 3).by(2).valid(),
		conv2d("2a", 3, 3).valid(),
		conv2d("2b", 3, 3),
		maxPool("MaxPool_3a_3x3", 3, 2).valid(),
		conv2d("3b", 1, 1).valid(),
		conv2d("4a", 3, 3).valid(),
		maxPool("MaxPool_5a_3x3", 3, 2).valid(),
		mixed5V3("Mixed_5b", conv2d("0a", 1, 1), conv2d("0b", 5, 5)),
		mixed5V3("Mixed_5c", conv2d("0b", 1, 1), conv("Conv_1_0c_5x5", 5, 5)),
		mixed5V3("Mixed_5d", conv2d("0a", 1, 1), conv2d("0b", 5, 5)),
		mixed("Mixed_6a", // two of the names say 1x1
			branch{conv("Conv2d_1a_1x1", 3, 3).by(2).valid()},
			branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3), conv("Conv2d_1a_1x1", 3, 3).by(2).valid()},
			branch{maxPool("MaxPool_1a_3x3", 3, 2).valid()}),
		mixed6V3("Mixed_6b"),
		mixed6V3("Mixed_6c"),
		mixed6V3("Mixed_6d"),
		mixed6V3("Mixed_6e"),
		mixed("Mixed_7a",
			branch{conv2d("0a", 1, 1), conv2d("1a", 3, 3).by(2).valid()},
			branch{conv2d("0a", 1, 1), conv2d("0b", 1, 7), conv2d("0c", 7, 1), conv2d("1a", 3, 3).by(2).valid()},
			branch{maxPool("MaxPool_1a_3x3", 3, 2).valid()}),
		mixed7V3("Mixed_7b", "0b"),
		mixed7V3("Mixed_7c", "0c"),
	},
		avgPool("AvgPool_1a_8x8", 8, 2).valid(),
		dropout("Dropout_1b"),
		conv2d("1c", 1, 1).alone())
}

func mixed5V3(name string, second ...layer) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1)},
		second,
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3), conv2d("0c", 3, 3)},
		pooledV3())
}

func mixed6V3(name string) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 1, 7), conv2d("0c", 7, 1)},
		branch{conv2d("0a", 1, 1), conv2d("0b", 7, 1), conv2d("0c", 1, 7), conv2d("0d", 7, 1), conv2d("0e", 1, 7)},
		pooledV3())
}

// mixed7V3 has a 3x1 convolution at another place in each module.
func mixed7V3(name, place string) layer {
	return mixed(name,
		branch{conv2d("0a", 1, 1)},
		branch{conv2d("0a", 1, 1), fork(conv2d("0b", 1, 3), conv2d(place, 3, 1))},
		branch{conv2d("0a", 1, 1), conv2d("0b", 3, 3), fork(conv2d("0c", 1, 3), conv2d("0d", 3, 1))},
		pooledV3())
}

func pooledV3() branch {
	return branch{avgPool("AvgPool_0a_3x3", 3, 1), conv2d("0b", 1, 1)}
}
