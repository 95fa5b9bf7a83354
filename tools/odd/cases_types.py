"""Networks that compute in another type than float32, whole or within."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

SHAPE = (6, 6, 3)


class Network:
    """Convolutions with a batch normalisation, a shortcut, a pool and activations of one op and of several, in one type."""

    def __init__(self, dtype, seed):
        draw = np.random.default_rng(seed)
        make = lambda scale, *shape: tf.constant((scale * draw.standard_normal(shape)).astype(np.float32), tf.float32)
        self.dtype, self.swish = dtype, lambda u: u * tf.sigmoid(u)
        self.first, self.second, self.dense = (tf.cast(make(s, *shape), dtype) for s, shape in (
            (0.4, (3, 3, 3, 6)), (0.3, (3, 3, 6, 6)), (0.7, (6, 4))))
        self.bias = tf.cast(make(0.1, 6), dtype)
        self.scale, self.offset, self.mean, self.variance = make(1, 6), make(0.2, 6), make(0.1, 6), tf.constant(0.5 + draw.random(6), tf.float32)

    def features(self, x, act):
        h = tf.nn.bias_add(tf.nn.conv2d(x, self.first, 1, "SAME"), self.bias)
        h = act(tf.nn.relu, self.norm(h))
        s = tf.nn.conv2d(h, self.second, 1, "SAME")
        s = act(self.swish, s) + h
        return tf.nn.max_pool2d(act(tf.nn.elu, s), 2, 2, "VALID")

    def norm(self, h):
        if self.dtype == tf.float64:
            scale, offset, mean, variance = (tf.cast(p, tf.float64) for p in (self.scale, self.offset, self.mean, self.variance))
            return (h - mean) * (scale * tf.math.rsqrt(variance + 1e-3)) + offset
        return tf.raw_ops.FusedBatchNormV3(x=h, scale=self.scale, offset=self.offset, mean=self.mean, variance=self.variance,
                                           epsilon=1e-3, is_training=False)[0]

    def scores(self, h):
        return tf.matmul(tf.reduce_mean(h, [1, 2]), tf.cast(self.dense, h.dtype))


def whole(directory, name, dtype, seed):
    """Input, network and Softmax are of one type."""
    net = Network(dtype, seed)

    def f(x, act):
        return net.scores(net.features(tf.cast(x, dtype), act))

    save(directory, name, lambda x: tf.nn.softmax(f(x, plain)), tf.TensorSpec([None, *SHAPE], dtype, name="x"), outputs="probabilities")
    record(directory, name, f, np.random.default_rng(seed).standard_normal((1, *SHAPE)).astype(np.float16))


def case_float64(directory):
    whole(directory, "float64", tf.float64, 81)


def case_float16(directory):
    whole(directory, "float16", tf.float16, 82)


def case_bfloat16(directory):
    whole(directory, "bfloat16", tf.bfloat16, 83)


def case_mixed_float16(directory):
    """Mixed precision, as Keras has it: the input and the last layer are float32, the others float16, and Swish has its custom gradient."""
    net = Network(tf.float16, 84)
    net.swish = tf.nn.silu

    def f(x, act):
        return net.scores(tf.cast(net.features(tf.cast(x, tf.float16), act), tf.float32))

    save(directory, "mixed_float16", lambda x: tf.nn.softmax(f(x, plain)), tf.TensorSpec([None, *SHAPE], tf.float32, name="x"), outputs="probabilities",
         options=tf.saved_model.SaveOptions(experimental_custom_gradients=True))
    record(directory, "mixed_float16", f, np.random.default_rng(84).standard_normal((1, *SHAPE)))
