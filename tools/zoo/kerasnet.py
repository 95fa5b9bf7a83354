"""Builds one network of keras.applications with random weights and saves it.

    python kerasnet.py NAME export|save DIRECTORY
    python kerasnet.py                               lists the names

export is Keras 3's model.export; save is tf.saved_model.save of Keras 2's model, with
TF_USE_LEGACY_KERAS=1. Writes DIRECTORY/model and DIRECTORY/x.npy, the preprocessed photo."""

import inspect
import sys

import numpy as np
import tensorflow as tf

import photos

SIZE = 96  # pixels: the networks are whole, the image is small
keras = tf.keras


def names():
    """Every network that keras.applications can build."""
    members = inspect.getmembers(keras.applications, callable)
    return sorted(name for name, f in members if "weights" in inspect.signature(f).parameters)


def preprocess(name, images):
    f = getattr(keras.applications, name)
    return sys.modules[f.__module__].preprocess_input(images)


def settle(model, images):
    """Gives the model weights that keep signals alive: random biases and scales, and batch
    norms that know the statistics of the images. Kernels stay as they are initialized."""
    rng = np.random.RandomState(1)
    for layer in model._flatten_layers():
        for w in layer.weights:
            kind, shape = w.name.split("/")[-1].split(":")[0], tuple(w.shape)
            if kind in ("bias", "beta"):
                w.assign(rng.normal(0, 0.1, shape).astype(np.float32))
            elif kind == "gamma":
                spread = 1 if hasattr(layer, "epsilon") else 0.1  # a LayerScale is small
                w.assign((spread * rng.uniform(0.5, 1.5, shape)).astype(np.float32))
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    model(images, training=True)


def save(model, form, path):
    if form == "export":
        model.export(str(path), verbose=False)
    else:
        tf.saved_model.save(model, str(path))


def main(name, form, directory):
    keras.utils.set_random_seed(1)
    model = getattr(keras.applications, name)(weights=None, input_shape=(SIZE, SIZE, 3))
    images = preprocess(name, photos.batch(SIZE))
    settle(model, images)
    save(model, form, directory + "/model")
    np.save(directory + "/x.npy", images[:1])


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(*names(), sep="\n")
    else:
        main(*sys.argv[1:])
