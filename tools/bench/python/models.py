"""Exports the benchmark's Keras networks with random weights, and its inputs: models.py PHOTO DIR."""

import sys

import serve  # noqa: F401, it sets TensorFlow's log level

import keras
import numpy as np
from PIL import Image

photo, directory = sys.argv[1:]
keras.utils.set_random_seed(1)
for name, build in (("resnet50", keras.applications.ResNet50), ("mobilenet_v2", keras.applications.MobileNetV2)):
    build(weights=None).export(f"{directory}/{name}", verbose=False)
for size in (224, 227):
    image = np.asarray(Image.open(photo).convert("RGB").resize((size, size)), np.float32) - np.float32([123.68, 116.779, 103.939])
    np.save(f"{directory}/input_{size}.npy", np.stack([np.roll(image, 3 * i, 1) for i in range(8)]))  # each a little shifted
