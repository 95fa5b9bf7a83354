"""Networks whose score is not one of [N,classes], or that have nothing to freeze."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save


def weights(seed, *shapes):
    draw = np.random.default_rng(seed)
    return [tf.constant(0.5 * draw.standard_normal(shape), tf.float32) for shape in shapes]


def case_linear(directory):
    """A network without an activation: there is nothing to freeze."""
    k, w = weights(71, (3, 3, 2, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(tf.nn.conv2d(x, k, 1, "SAME"), [1, 2]), w)

    save(directory, "linear", lambda x: f(x, plain), tf.TensorSpec([None, 5, 5, 2], name="x"))
    record(directory, "linear", f, np.random.default_rng(71).standard_normal((1, 5, 5, 2)), variants=("plain",))
