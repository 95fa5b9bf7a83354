"""Models that are hard to read in: what TF2 leaves out or carries along when it saves them."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

SIZE, CLASSES = 7, 3


def pooled(maps):
    return tf.reduce_mean(maps, [1, 2])


def case_dilated(directory):
    """Dilated convolutions are SpaceToBatchND, a convolution and BatchToSpaceND, whose types TF2 does not save."""
    draw = np.random.default_rng(21)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 4)), tf.float32)
    depth = tf.constant(draw.standard_normal((3, 3, 4, 1)), tf.float32)
    dense = tf.constant(draw.standard_normal((4, CLASSES)), tf.float32)

    def f(x, act):
        maps = act(tf.nn.relu, tf.nn.convolution(x, kernel, dilations=2, padding="SAME"))
        maps = act(tf.nn.relu, tf.nn.depthwise_conv2d(maps, depth, [1, 1, 1, 1], "SAME", dilations=[2, 2]))
        return tf.matmul(pooled(maps), dense)

    save(directory, "dilated", lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"))
    record(directory, "dilated", f, draw.standard_normal((1, SIZE, SIZE, 2)))
