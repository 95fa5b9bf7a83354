"""A model without any oddity: that the reference and tfreeze agree here shows that the others are compared rightly."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

SIZE, CLASSES = 6, 4


def case_ordinary(directory):
    draw = np.random.default_rng(1)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 5)), tf.float32)
    dense = tf.constant(draw.standard_normal((5, CLASSES)), tf.float32)

    def f(x, act):
        maps = act(tf.nn.relu, tf.nn.conv2d(x, kernel, 1, "SAME"))
        gate = act(tf.sigmoid, tf.reduce_mean(maps, [1, 2], keepdims=True), gate=True)
        return tf.matmul(act(tf.nn.elu, tf.reduce_mean(maps * gate, [1, 2]) - 1.0), dense)

    save(directory, "ordinary", lambda x: tf.nn.softmax(f(x, plain)), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"))
    record(directory, "ordinary", f, draw.standard_normal((1, SIZE, SIZE, 2)))
