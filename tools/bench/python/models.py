"""Exports the benchmark's Keras networks with random weights, and its inputs: models.py PHOTO DIR."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from PIL import Image

BATCH = 8


def inputs(photo, size):
    """A batch of one photo, each time a little shifted."""
    image = np.asarray(Image.open(photo).convert("RGB").resize((size, size)), np.float32)
    image -= np.float32([123.68, 116.779, 103.939])
    return np.stack([np.roll(image, 3 * i, 1) for i in range(BATCH)])


def main(photo, directory):
    keras.utils.set_random_seed(1)
    for name, build in (("resnet50", keras.applications.ResNet50), ("mobilenet_v2", keras.applications.MobileNetV2)):
        build(weights=None).export(f"{directory}/{name}", verbose=False)
    for size in (224, 227):
        np.save(f"{directory}/input_{size}.npy", inputs(photo, size))


main(*sys.argv[1:])
