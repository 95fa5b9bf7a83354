"""The methods that Activation Freezing is compared with, of a flat graph: RectGrad, NeuronMCT and FEM,
by tf.gradients and NumPy, after their papers."""

import numpy as np
import tensorflow as tf

import maps
from flat import tensor

RECT, PATH, SIGMAS = 98, 85, 2


@tf.RegisterGradient("RectGradRule")
def _rectified(op, dz, _):
    """dz where z dz exceeds its percentile: the nearest element, over all units."""
    contributions = op.outputs[0] * dz
    descending = tf.sort(tf.reshape(contributions, [-1]), direction="DESCENDING")
    rank = tf.round(tf.cast(tf.size(descending) - 1, tf.float64) * (1 - RECT / 100))
    return None, tf.where(contributions > descending[tf.cast(rank, tf.int32)], dz, tf.zeros_like(dz))


def rectgrad(at_x):
    """at_x are the network's maps.Maps at the input."""
    return at_x.x * at_x.gradient("RectGradRule", at_x.open())


def neuron_mct(at_x):
    """The gradient where units are zero whose abs(z dz) does not exceed the percentile of all."""
    units = [np.abs(z * dz) for z, dz in zip(at_x.values, at_x.at_units())]
    limit = np.float32(np.percentile(np.concatenate([u.ravel() for u in units]), PATH))
    return at_x.gradient("", at_x.freezing([u > limit for u in units], [np.float32(0)] * len(units)))


def fem(at_x, layer):
    """[H,W], of the layer's features, [1,h,w,C]; x is [1,H,W,C]."""
    (z,) = at_x.fetch([layer])
    mean, deviation = z.mean((1, 2), keepdims=True), z.std((1, 2), keepdims=True)
    values = np.where(z > mean + SIGMAS * deviation, mean, 0).sum(3, keepdims=True)
    return tf.image.resize(values, at_x.x.shape[1:3]).numpy()[0, ..., 0]
