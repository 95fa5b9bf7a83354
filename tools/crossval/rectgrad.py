"""The maps of 1202kbs/Rectified-Gradient, a fork of DeepExplain, from a clone that stays as it is, of a
flat graph. Its trick for padded convolutions is left out, and tf.contrib, which TensorFlow 2 has not, is
replaced where it is used."""

import sys
import types
from unittest import mock

import tensorflow as tf
from tensorflow.python.framework import ops

import maps

tf1 = tf.compat.v1

NAME = "Rectified-Gradient"
PREFIX = "RectGrad"  # DeepExplain registers gradients by the same names


def load(clone):
    """The fork's class. Its package has the name of DeepExplain's."""
    others = {k: sys.modules.pop(k) for k in list(sys.modules) if k.partition(".")[0] == "deepexplain"}
    tf1.contrib = types.SimpleNamespace(distributions=types.SimpleNamespace(percentile=percentile))
    sys.path.insert(0, clone)
    register = ops.RegisterGradient
    try:
        sys.modules["tensorflow"] = tf1
        with mock.patch.object(ops, "RegisterGradient", lambda name: register(PREFIX + name)):
            from deepexplain.tensorflow import methods
    finally:
        sys.modules["tensorflow"] = tf
        sys.path.remove(clone)
        for k in [k for k in sys.modules if k.partition(".")[0] == "deepexplain"]:
            del sys.modules[k]
        sys.modules.update(others)
    overrides = methods.DeepExplain.get_override_map
    methods.DeepExplain.get_override_map = staticmethod(lambda: {k: PREFIX + v for k, v in overrides().items() if k not in ("Conv2D", "MaxPool")})
    return methods.DeepExplain


def percentile(x, q, axis, keep_dims):
    """That of tf.contrib.distributions: the nearest element, counted from the largest, over all but the first axis."""
    assert keep_dims and axis in (1, [1, 2, 3])
    rows = tf.reshape(x, [tf.shape(x)[0], -1])
    last = tf.shape(rows)[1] - 1
    rank = tf.cast(tf.round(tf.cast(last, tf.float64) * (1 - tf.constant(q, tf.float64) / 100)), tf.int32)
    t = tf.gather(tf.sort(rows, 1, "DESCENDING"), rank, axis=1)
    return tf.reshape(t, [-1] + [1] * (len(x.shape) - 1))


def compute(Fork, network, target, x):
    """The signed map, in the shape of x, [1, ...]."""
    with tf.Graph().as_default(), tf1.Session(config=maps.config()) as session, Fork(session=session) as explainer:
        placeholder = tf1.placeholder(tf.float32, x.shape, name="crossval/x")
        logits, weights = network.place(placeholder)
        network.load(weights, session)
        return explainer.explain("rectgrad", logits[:, target : target + 1], placeholder, x)[0].reshape(x.shape)
