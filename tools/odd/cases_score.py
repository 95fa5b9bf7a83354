"""What networks end in: the activation that makes the score is no layer's, and stepping over it gives the logit."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

SIZE, CHANNELS = 6, 2
SPEC = tf.TensorSpec([None, SIZE, SIZE, CHANNELS], name="x")
FEW = ("grad", "guided_backprop", "deeplift")


class Body:
    """A convolution, a ReLU, and a dense layer: features(x, act) -> [1, units]."""

    def __init__(self, seed, units, bias=0.0, scale=1.0):
        self.draw = np.random.default_rng(seed)
        self.kernel = tf.constant(self.draw.standard_normal((3, 3, CHANNELS, 5)), tf.float32)
        self.dense = tf.constant(scale * self.draw.standard_normal((5, units)), tf.float32)
        self.bias = tf.constant(bias, tf.float32)
        self.x = self.draw.standard_normal((1, SIZE, SIZE, CHANNELS))

    def __call__(self, x, act=plain):
        maps = act(tf.nn.relu, tf.nn.conv2d(x, self.kernel, 1, "SAME"))
        return tf.matmul(tf.reduce_mean(maps, [1, 2]), self.dense) + self.bias


def case_binary(directory):
    """One unit and a Sigmoid: class 1 has the unit's score, class 0 its negative, or the rest of the probability to 1."""
    body = Body(2, 1, bias=-1.0)

    def both(x, act):
        z = body(x, act)
        return tf.concat([-z, z], 1)

    def chances(x, act):
        p = act(tf.sigmoid, body(x, act), gate=True)
        return tf.concat([1.0 - p, p], 1)

    save(directory, "binary", lambda x: tf.identity(tf.sigmoid(body(x))), SPEC)
    for target in (0, 1):
        record(directory, f"binary.class{target}", both, body.x, target)
        record(directory, f"binary.probability{target}", chances, body.x, target, FEW)


def case_several_sigmoids(directory):
    """Several labels, behind a convolution to [N,1,1,k] and a clip; the class is the lowest, whose frozen maps were zero."""
    body = Body(3, 4)

    def f(x):
        p = tf.sigmoid(tf.reshape(body(x), [-1, 1, 1, 4]))
        return tf.identity(tf.squeeze(tf.clip_by_value(p, 1e-7, 1 - 1e-7), [1, 2]))

    save(directory, "several_sigmoids", f, SPEC)
    record(directory, "several_sigmoids", body, body.x, int(np.argmin(body(tf.constant(body.x, tf.float32))[0])))


def case_pair_of_probabilities(directory):
    """[p, 1 - p] of a Sigmoid."""
    body = Body(4, 1)

    def f(x):
        p = tf.sigmoid(body(x))
        return tf.concat([p, 1.0 - p], 1)

    def both(x, act):
        z = body(x, act)
        return tf.concat([z, -z], 1)

    save(directory, "pair_of_probabilities", f, SPEC)
    record(directory, "pair_of_probabilities", both, body.x, 1, FEW)


def case_softmax_against_zero(directory):
    """TensorFlow's estimators write a sigmoid as the Softmax of zero and the score."""
    body = Body(5, 1)

    def f(x):
        z = body(x)
        return tf.nn.softmax(tf.concat([tf.raw_ops.ZerosLike(x=z), z], -1))

    def both(x, act):
        z = body(x, act)
        return tf.concat([-z, z], 1)

    save(directory, "softmax_against_zero", f, SPEC)
    record(directory, "softmax_against_zero", both, body.x, 0, FEW)


def case_softmax_of_ops(directory):
    """The Softmax of [N,1,1,k] as Keras 2.0 writes it, and a Reshape."""
    body = Body(6, 4)

    def f(x):
        z = tf.reshape(body(x), [-1, 1, 1, 4])
        e = tf.exp(z - tf.reduce_max(z, -1, keepdims=True))
        return tf.reshape(e / tf.reduce_sum(e, -1, keepdims=True), [-1, 4])

    save(directory, "softmax_of_ops", f, SPEC)
    record(directory, "softmax_of_ops", body, body.x, methods=FEW)


def case_softmax_of_channels(directory):
    """The Softmax over axis 1 of [N,k,1,1], for which TensorFlow transposes there and back."""
    body = Body(7, 4)

    def f(x):
        return tf.reshape(tf.nn.softmax(tf.reshape(body(x), [-1, 4, 1, 1]), axis=1), [-1, 4])

    save(directory, "softmax_of_channels", f, SPEC)
    record(directory, "softmax_of_channels", body, body.x, methods=FEW)


def case_negative_tanh(directory):
    """A regression whose Tanh is negative: no entry of it is positive, and it would be frozen whole."""
    regression(directory, "negative_tanh", tf.tanh, Body(8, 1, bias=-1.0, scale=0.1))


def case_softplus_at_the_end(directory):
    """Two outputs behind a Softplus; the lower one is explained."""
    regression(directory, "softplus_at_the_end", tf.nn.softplus, Body(9, 2, bias=[1.0, -1.0], scale=0.3))


def case_relu_at_the_end(directory):
    """A network that ends in a ReLU, of two outputs; the lower one is explained."""
    regression(directory, "relu_at_the_end", tf.nn.relu, Body(10, 2, bias=[4.0, 3.0]), 1)


def regression(directory, name, fn, body, target=0):
    def f(x, act):
        return 2.0 * act(fn, body(x, act), gate=True)

    save(directory, name, lambda x: tf.identity(f(x, plain)), SPEC)
    record(directory, name, f, body.x, target)
