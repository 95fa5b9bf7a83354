"""Depthwise convolutions: multipliers, strides and paddings."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case
from cases_conv import EXPLICIT, explicit, hw


def depthwise(name, shape, kernel, stride=1, multiplier=1, pad=None, **options):
    size = (*kernel, shape[-1], multiplier)

    def build(x, draw):
        return raw.DepthwiseConv2dNative(input=x, filter=draw.normal(*size), strides=hw(stride, stride), **pad or dict(padding="SAME"))

    return Case("DepthwiseConv2dNative." + name, shape, build, **options)


def depthwise_grid():
    for multiplier, stride, padding, size in itertools.product((1, 2), (1, 2, 3), ("SAME", "VALID"), (6, 7)):
        name = f"{padding}.{size}x{size - 1}.k3.s{stride}.m{multiplier}"
        yield depthwise(name, (2, size, size - 1, 2), (3, 3), stride, multiplier, dict(padding=padding))


def depthwise_others():
    for pad, stride, multiplier in itertools.product(EXPLICIT, (1, 2), (1, 2)):
        yield depthwise(f"EXPLICIT.{pad}.k3.s{stride}.m{multiplier}", (2, 6, 7, 2), (3, 3), stride, multiplier, explicit(pad))
    yield depthwise("SAME.k5", (2, 6, 7, 2), (5, 5))
    yield depthwise("SAME.k2.s2", (2, 7, 6, 3), (2, 2), 2)
    yield depthwise("SAME.k1x3", (2, 6, 5, 2), (1, 3))
    yield depthwise("VALID.whole.5x6", (2, 5, 6, 3), (5, 6), pad=dict(padding="VALID"))
    yield depthwise("SAME.k3.static", (2, 6, 5, 2), (3, 3), unknown=())
    yield depthwise("SAME.k3.s2.hw", (2, 6, 5, 2), (3, 3), 2, unknown=(0, 1, 2))
    yield Case("DepthwiseConv2dNative.rate2", (2, 6, 7, 2),
               lambda x, draw: tf.nn.depthwise_conv2d(x, draw.normal(3, 3, 2, 2), hw(1, 1), "SAME", dilations=[2, 2]))


def cases():
    for group in (depthwise_grid, depthwise_others):
        yield from group()
