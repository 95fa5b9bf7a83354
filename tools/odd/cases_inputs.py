"""Inputs that are not RGB images: gray and RGBA pictures, matrices, series and one-hot sequences."""

import os

import numpy as np
import tensorflow as tf

from cases_outputs import weights
from reference import plain
from record import record, save

PICTURE = f"{os.path.dirname(os.path.abspath(__file__))}/../../testdata/pictures/alpha.png"


def pixels():
    return tf.io.decode_png(tf.io.read_file(PICTURE), channels=4).numpy()


def luminance():
    """ITU-R BT.601, in the integers of Pillow's convert("L")."""
    r, g, b = np.moveaxis(pixels()[..., :3].astype(np.uint32), -1, 0)
    return ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16).astype(np.float32)


def write(directory, name, f, x):
    x = np.asarray(x, np.float32)[None]
    save(directory, name, lambda x: f(x, plain), tf.TensorSpec([None, *x.shape[1:]], name="x"))
    record(directory, name, f, x)


def case_gray(directory):
    """[N,6,9,1]; x is testdata/pictures/alpha.png in gray, from 0 to 1."""
    k, w = weights(81, (3, 3, 1, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    write(directory, "gray", f, luminance()[..., None] / 255)


def case_matrix(directory):
    """The same as [N,6,9], flattened, as in many tutorials with digits."""
    k, w = weights(82, (54, 8), (8, 3))

    def f(x, act):
        return tf.matmul(act(tf.nn.relu, tf.matmul(tf.reshape(x, [-1, 54]), k)), w)

    write(directory, "matrix", f, luminance() / 255)


def case_four_channels(directory):
    """[N,6,9,4]; x is the picture with its opacity, from 0 to 1."""
    k, w = weights(83, (3, 3, 4, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    write(directory, "four_channels", f, pixels().astype(np.float32) / 255)


def case_one_hot(directory):
    """A sequence of four letters, one-hot, [N,12,4]."""
    k, w = weights(84, (3, 4, 5), (5, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_max(act(tf.nn.relu, tf.nn.conv1d(x, k, 1, "SAME")), 1), w)

    write(directory, "one_hot", f, np.eye(4)[np.random.default_rng(84).integers(0, 4, 12)])
