"""Layer normalisation as Keras 2 has it, by a batch normalisation in training mode whose channels are rows of one image, and EnsureShape."""
import numpy as np
import tensorflow as tf

from case import Case

raw = tf.raw_ops


def layer_norm(op, first, epsilon, sizes):
    """Normalises over the axes from first on; the reshape's sizes come from the shape as sizes(x, first) has them."""
    def build(x, draw):
        rows, row, shape = sizes(x, first)
        flat = tf.reshape(x, [1, rows, row, 1])
        empty = tf.constant([], tf.float32)
        z = getattr(raw, op)(x=flat, scale=tf.fill([rows], 1.0), offset=tf.fill([rows], 0.0), mean=empty, variance=empty,
                             epsilon=epsilon, data_format="NCHW", is_training=True)[0]
        return tf.reshape(z, shape) * draw.normal(int(x.shape[-1])) + draw.normal(int(x.shape[-1]))
    return build


def products(x, first):
    shape = tf.shape(x)
    return tf.reduce_prod(shape[:first]), tf.reduce_prod(shape[first:]), shape


def multiplied(x, first):
    shape = tf.shape(x)
    rows, row = 1, 1
    for axis in range(first):
        rows *= shape[axis]
    for axis in range(first, len(x.shape)):
        row *= shape[axis]
    return rows, row, shape


def constants(x, first):
    """The sizes as constant folding leaves them."""
    return 24, int(np.prod(x.shape[first:])), tf.shape(x)


def scaled(x, draw):
    """Rows of an instance normalisation, [1, images x channels, h, w], with a scale for each."""
    images, channels, h, w = 2, 3, 4, 2
    n = images * channels
    empty = tf.constant([], tf.float32)
    z = raw.FusedBatchNormV3(x=tf.reshape(x, [1, n, h, w]), scale=draw.normal(n), offset=draw.normal(n), mean=empty, variance=empty,
                             epsilon=1e-2, data_format="NCHW", is_training=True)[0]
    return tf.reshape(z, tf.shape(x))


def cases():
    for op in "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3":
        yield Case(f"{op}.layer", (2, 3, 4, 5), layer_norm(op, 3, 1e-3, products))
    yield Case("FusedBatchNormV3.layer.open", (2, 3, 5), layer_norm("FusedBatchNormV3", 2, 1e-6, products), unknown=(0, 1))
    yield Case("FusedBatchNormV3.layer.whole", (2, 3, 4, 5), layer_norm("FusedBatchNormV3", 1, 1e-3, products))
    yield Case("FusedBatchNormV3.layer.one", (1, 3, 4, 5), layer_norm("FusedBatchNormV3", 3, 1e-3, products), unknown=())
    yield Case("FusedBatchNormV3.layer.constants", (2, 3, 4, 5), layer_norm("FusedBatchNormV3", 3, 1e-3, constants))
    yield Case("FusedBatchNormV3.layer.multiplied", (2, 3, 4, 5), layer_norm("FusedBatchNormV3", 2, 0.1, multiplied))
    yield Case("FusedBatchNormV3.instance", (2, 3, 4, 2), scaled)
    yield Case("EnsureShape", (3, 4), lambda x, draw: tf.ensure_shape(x, [None, 4]))
