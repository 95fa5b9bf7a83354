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


def on(device):
    """A device in a graph; eager TensorFlow has to compute on what is there."""
    return tf.device(None if tf.executing_eagerly() else device)


def case_placed(directory):
    """Nodes, those of a loop's functions too, on devices of another machine, and colocated with nodes of functions."""
    draw = np.random.default_rng(22)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 4)), tf.float32)
    table = tf.Variable(draw.standard_normal((5, 4)), dtype=tf.float32)
    dense = tf.constant(draw.standard_normal((4, CLASSES)), tf.float32)

    def doubled(value):
        def twice(i, v):
            with on("/job:worker/task:7/device:CPU:0"):
                return i + 1, v * 2.0

        return tf.while_loop(lambda i, v: i < 3, twice, [0, value])[1]

    def f(x, act):
        x = tf.image.resize_with_pad(x, 9, 8)
        with on("/job:worker/replica:0/task:1/device:GPU:0"):
            maps = act(tf.nn.relu, tf.nn.conv2d(x, kernel, 1, "SAME"))
        rows = tf.nn.embedding_lookup(table, tf.constant([3, 1]))
        with on("/device:GPU:1"):
            bias = doubled(tf.reduce_sum(rows, 0))
        return tf.matmul(pooled(maps) + 0.1 * bias, dense)

    save(directory, "placed", lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"), holds=[table])
    record(directory, "placed", f, draw.standard_normal((1, SIZE, SIZE, 2)))
