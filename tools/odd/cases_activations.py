"""Activations made of several ops, functions that only look like one, gates behind ops that move them, and names that mean nothing."""

import math

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

SIZE, CHANNELS, CLASSES = 5, 4, 3


class Net:
    """Draws the weights of 1x1 convolutions in the order in which f asks for them: the same at every call."""

    def __init__(self, seed):
        self.seed, self.weights = seed, []

    def begin(self):
        self.at = 0

    def weight(self, *shape, scale=0.8):
        if self.at == len(self.weights):
            draw = np.random.default_rng([self.seed, self.at])
            self.weights.append(tf.constant(scale * draw.standard_normal(shape), tf.float32))
        self.at += 1
        return self.weights[self.at - 1]

    def layer(self, x):
        return tf.nn.conv2d(x, self.weight(1, 1, x.shape[-1], CHANNELS), 1, "SAME")

    def dense(self, x, units):
        return tf.matmul(x, self.weight(x.shape[-1], units))

    def score(self, x):
        return self.dense(tf.reduce_mean(x, [1, 2]), CLASSES)


def write(directory, name, seed, network):
    """Saves and records network(net, x, act)."""
    net = Net(seed)

    def f(x, act):
        net.begin()
        return net.score(network(net, x, act))

    x = np.random.default_rng(seed).standard_normal((1, SIZE, SIZE, 2))
    f(tf.constant(x, tf.float32), plain)
    save(directory, name, lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"))
    record(directory, name, f, x)


def case_meeting_functions(directory):
    """Two functions of one tensor that meet: a shortcut around an activation, a sum, a difference, a product."""

    def network(net, x, act):
        u = net.layer(x)
        u = net.layer(u + act(tf.nn.relu, u))
        u = net.layer(u + act(tf.nn.relu, u * net.weight(CHANNELS) + net.weight(CHANNELS)))
        u = net.layer(act(tf.nn.relu, u) + act(tf.nn.tanh, u * net.weight(CHANNELS)))
        u = net.layer(u - act(tf.nn.tanh, u))
        return act(tf.nn.relu, u * net.weight(CHANNELS) + 0.1) * act(tf.nn.elu, u)

    write(directory, "meeting_functions", 21, network)


def case_hard_swish_orders(directory):
    """u relu6(u + 3) / 6: the division before and after the product, and as a product with 1/6."""
    orders = (
        lambda u: u * tf.nn.relu6(u + 3.0) / 6.0,
        lambda u: u * (tf.nn.relu6(u + 3.0) / 6.0),
        lambda u: (1 / 6) * (u * tf.nn.relu6(u + 3.0)),
        lambda u: u / 6.0 * tf.nn.relu6(3.0 + u),
    )

    def network(net, x, act):
        for order in orders:
            x = act(order, 1.5 * net.layer(x))
        return x

    write(directory, "hard_swish_orders", 22, network)


def celu(u):
    return tf.maximum(u, 0.0) + tf.minimum(0.0, 0.7 * (tf.exp(u / 0.7) - 1.0))


def case_rectifiers(directory):
    """ReLUs of other ops than Relu, and what is like them."""
    kinds = (
        lambda u: tf.where(u > 0, u, tf.zeros_like(u)),
        lambda u: tf.maximum(u, 0.2 * u),
        lambda u: u * tf.cast(u > 0.25, tf.float32),
        lambda u: tf.clip_by_value(u, 0.0, 6.0),
        lambda u: tf.minimum(tf.nn.relu(u), 1.5),
        celu,
        lambda u: 0.5 * (u + tf.sqrt(u * u + 4.0)),
    )

    def network(net, x, act):
        for kind in kinds:
            x = act(kind, 2.0 * net.layer(x))
        return x

    write(directory, "rectifiers", 23, network)


def case_slopes(directory):
    """PReLU as it is written here and there, with a slope for each channel."""

    def prelus(slope):
        return (
            lambda u: tf.nn.relu(u) - slope * tf.nn.relu(-u),
            lambda u: tf.nn.relu(u) + slope * (u - tf.abs(u)) * 0.5,
            lambda u: tf.maximum(0.0, u) + slope * tf.minimum(0.0, u),
            lambda u: tf.where(u > 0, u, slope * u),
            lambda u: u * tf.sigmoid(slope * u),
        )

    def network(net, x, act):
        slope = tf.abs(net.weight(CHANNELS, scale=0.3))
        for prelu in prelus(slope):
            x = act(prelu, 1.5 * net.layer(x))
        return x

    write(directory, "slopes", 24, network)


def hard_sigmoid(u):
    return tf.nn.relu6(u + 3.0) / 6.0


def case_moved_gates(directory):
    """Squeeze-and-excitation blocks as exporters write them: the gate is moved, repeated, cast and fanned out."""
    flat, shape = [-1, CHANNELS], [-1, 1, 1, CHANNELS]
    moves = (
        (tf.sigmoid, lambda s: tf.reshape(s, shape)),
        (tf.sigmoid, lambda s: tf.expand_dims(tf.expand_dims(s, 1), 1)),
        (tf.sigmoid, lambda s: tf.tile(tf.reshape(s, shape), [1, SIZE, SIZE, 1])),
        (tf.sigmoid, lambda s: s[:, tf.newaxis, tf.newaxis, :]),
        (tf.sigmoid, lambda s: tf.transpose(tf.reshape(tf.cast(tf.cast(s, tf.float64), tf.float32), [-1, CHANNELS, 1, 1]), [0, 2, 3, 1])),
        (hard_sigmoid, lambda s: tf.reshape(s, shape)),
        (tf.nn.relu6, lambda s: tf.reshape(s, shape) / 6.0),
    )

    def network(net, x, act):
        for gate, move in moves:
            x = act(tf.nn.relu, net.layer(x))
            s = net.dense(tf.reshape(tf.reduce_mean(x, [1, 2]), flat), CHANNELS)
            if gate is hard_sigmoid:
                g = move(act(tf.nn.relu6, s + 3.0, gate=True) / 6.0)
            else:
                g = move(act(gate, s, gate=True))
            x = x * g + (net.layer(x) * g if gate is tf.sigmoid else 0.0)
        return x

    write(directory, "moved_gates", 25, network)


def case_gated_tanh(directory):
    """What a gate is multiplied with is a layer's activation, a Tanh too."""

    def network(net, x, act):
        x = act(tf.nn.tanh, net.layer(x))
        s = act(tf.sigmoid, net.dense(tf.reduce_mean(x, [1, 2]), CHANNELS), gate=True)
        return net.layer(x * tf.reshape(s, [-1, 1, 1, CHANNELS]))

    write(directory, "gated_tanh", 26, network)


def case_freezing_names(directory):
    """A network whose own nodes have the names that freezing gives."""

    def network(net, x, act):
        z = act(lambda u: tf.raw_ops.Relu(features=u, name="act"), net.layer(x))
        passes = tf.raw_ops.Greater(x=z, y=tf.constant(0.5), name="act/freeze/pass")
        value = tf.raw_ops.Mul(x=z, y=tf.constant(-2.0), name="act/freeze/value")
        z = tf.raw_ops.SelectV2(condition=passes, t=z, e=value, name="act/freeze/output")
        return net.layer(z)

    write(directory, "freezing_names", 27, network)


def case_unknown_functions(directory):
    """Elementwise functions of no kind that is known, behind linear layers, one of them by integers."""

    def network(net, x, act):
        x = act(tf.nn.relu, net.layer(x))
        x = tf.sin(net.layer(x))
        u = net.layer(x)
        x = u + tf.square(tf.sin(u))
        u = net.layer(x)
        whole = tf.maximum(tf.cast(u, tf.int32), 0)
        return net.layer(u + tf.cast(whole, tf.float32))

    write(directory, "unknown_functions", 28, network)


def case_gelus(directory):
    """GELU in both forms, Mish, and functions of the kind that have no name in Keras 2."""
    kinds = (
        tf.nn.gelu,
        lambda u: tf.nn.gelu(u, approximate=True),
        lambda u: 0.5 * u * tf.math.erfc(-u * math.sqrt(0.5)),
        lambda u: u * tf.tanh(tf.nn.softplus(u)),
        lambda u: u * tf.tanh(tf.exp(u)),
        lambda u: u / (1.0 + tf.exp(-u)),
        lambda u: u * tf.math.log(1.0 + tf.sigmoid(u)),
    )

    def network(net, x, act):
        for kind in kinds:
            x = act(kind, 2.0 * net.layer(x))
        return x

    write(directory, "gelus", 29, network)
