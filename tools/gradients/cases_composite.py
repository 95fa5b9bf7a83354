"""Batch normalisation and the small composites networks are made of: activations written out, tensors with several consumers."""
import itertools
import math

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw

CUBE = (2, 3, 4)


def fused_batch_norm():
    def build(op, layout, epsilon):
        return lambda x, draw: getattr(raw, op)(x=x, scale=draw.normal(3), offset=draw.normal(3), mean=draw.normal(3), variance=draw.positive(3),
                                  epsilon=epsilon, data_format=layout, is_training=False)[0]

    for op, (layout, shape), epsilon in itertools.product(("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"),
                                                          (("NHWC", (2, 2, 4, 3)), ("NCHW", (2, 3, 2, 4))), (1e-3, 1e-5, 0.1)):
        yield Case(f"{op}.{layout}.{epsilon}", shape, build(op, layout, epsilon))
    yield Case("FusedBatchNormV3.hw", (2, 2, 4, 3), build("FusedBatchNormV3", "NHWC", 1e-3), unknown=(0, 1, 2))
    yield Case("FusedBatchNormV3.static", (2, 2, 4, 3), build("FusedBatchNormV3", "NHWC", 1e-3), unknown=())


def written_out_norms():
    def batch_norm(x, draw):
        return tf.nn.batch_normalization(x, draw.normal(4), draw.positive(4), draw.normal(4), draw.positive(4), 1e-3)

    def instance_norm(x, draw):
        mean, variance = tf.nn.moments(x, [1], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + 1e-3) * draw.normal(4) + draw.normal(4)

    def layer_norm(x, draw):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, draw.normal(4), draw.normal(4), 1e-3)

    yield Case("BatchNorm.unfused", CUBE, batch_norm)
    yield Case("InstanceNorm", CUBE, instance_norm)
    yield Case("LayerNorm", CUBE, layer_norm)
    yield Case("L2Normalize.unfused", CUBE, lambda x, draw: x / tf.sqrt(tf.reduce_sum(x * x, -1, keepdims=True) + 1e-6))


def activations():
    root = math.sqrt(2 / math.pi)
    written = {
        "Swish": lambda x, draw: x * tf.sigmoid(x),
        "Swish.custom_gradient": lambda x, draw: tf.nn.silu(x),
        "HardSwish": lambda x, draw: x * tf.nn.relu6(x + 3) / 6,
        "HardSigmoid": lambda x, draw: tf.nn.relu6(x + 3) * (1 / 6),
        "HardSigmoid.clip": lambda x, draw: tf.clip_by_value(x * 0.2 + 0.5, 0.0, 1.0),
        "Gelu.erf": lambda x, draw: 0.5 * x * (1 + tf.math.erf(x / math.sqrt(2))),
        "Gelu.erfc": lambda x, draw: 0.5 * x * tf.math.erfc(-x * math.sqrt(0.5)),
        "Gelu.tanh": lambda x, draw: 0.5 * x * (1 + tf.tanh(root * (x + 0.044715 * tf.pow(x, 3.0)))),
        "Mish": lambda x, draw: x * tf.tanh(tf.nn.softplus(x)),
        "PRelu": lambda x, draw: tf.nn.relu(x) + draw.normal(4) * (x - tf.abs(x)) * 0.5,
        "PRelu.keras": lambda x, draw: tf.nn.relu(x) - draw.positive(4) * tf.nn.relu(-x),
        "LeakyRelu.maximum": lambda x, draw: tf.maximum(x, 0.1 * x),
        "ThresholdedRelu": lambda x, draw: x * tf.cast(tf.greater(x, 0.5), tf.float32),
        "Relu.select": lambda x, draw: tf.where(x > 0, x, tf.zeros_like(x)),
        "Relu.freeze": lambda x, draw: tf.where(tf.nn.relu(x) >= 1.0, tf.nn.relu(x), tf.nn.relu(draw.normal(*CUBE))),
        "CRelu": lambda x, draw: tf.nn.crelu(x),
        "Softmax.written_out": lambda x, draw: tf.exp(x) / tf.reduce_sum(tf.exp(x), -1, keepdims=True),
    }
    for name, build in written.items():
        yield Case(name, CUBE, build, values=Draw.wide if name.startswith("Hard") else Draw.normal)


def consumers():
    def chain(x, draw):
        first = tf.tanh(x)
        second = first * draw.normal(4) + x
        return first * second + tf.nn.relu(second) - x

    def unused(x, draw):
        tf.exp(x)  # a branch that does not reach y
        return tf.sin(x)

    yield Case("Consumers.square_plus_relu", CUBE, lambda x, draw: x * x + tf.nn.relu(x))
    yield Case("Consumers.chain", CUBE, chain)
    yield Case("Consumers.unused_branch", CUBE, unused)
    yield Case("Consumers.split_concat", (2, 4), lambda x, draw: tf.concat([*tf.split(x, 2, axis=1), x * x], axis=1))
    yield Case("Consumers.unstack_stack", (2, 3), lambda x, draw: tf.stack([p * p for p in tf.unstack(x, axis=1)][::-1], axis=1))
    yield Case("Consumers.gate", (2, 2, 3, 4), lambda x, draw: x * tf.sigmoid(tf.reduce_mean(x, [1, 2], keepdims=True)))
    yield Case("Consumers.max_gate", (2, 2, 3, 4), lambda x, draw: x - tf.reduce_max(x, [1, 2], keepdims=True), unknown=(0, 1, 2))
    yield Case("Consumers.shape_only", CUBE, lambda x, draw: x / tf.cast(tf.shape(x)[1], tf.float32), unknown=(0, 1))
    yield Case("Consumers.control", CUBE, controlled)


def controlled(x, draw):
    """A control edge carries no gradient."""
    with tf.control_dependencies([tf.exp(x)]):
        return tf.identity(x * x)


def cases():
    for group in (fused_batch_norm, written_out_norms, activations, consumers):
        yield from group()
