"""Conv2DBackpropInput as a forward op: the transposed convolution of decoders and upsampling nets."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case
from cases_conv import explicit, hw


def transposed(name, shape, image, kernel, stride, pad, dynamic=False, **options):
    """x is the out_backprop of a convolution of an image [rows, columns, channels]."""

    def build(x, draw):
        sizes = tf.stack([tf.shape(x)[0], *image]) if dynamic else [shape[0], *image]
        weights = draw.normal(kernel, kernel, image[-1], shape[-1])
        return raw.Conv2DBackpropInput(input_sizes=sizes, filter=weights, out_backprop=x, strides=hw(stride, stride), **pad)

    return Case("Conv2DBackpropInput." + name, shape, build, **options)


def cases():
    same, valid = dict(padding="SAME"), dict(padding="VALID")
    for stride, kernel in itertools.product((1, 2, 3), (2, 3)):
        image = (3 * stride, 4 * stride, 3)
        yield transposed(f"SAME.k{kernel}.s{stride}", (2, 3, 4, 2), image, kernel, stride, same, dynamic=True)
        image = (2 * stride + kernel, 3 * stride + kernel, 3)
        yield transposed(f"VALID.k{kernel}.s{stride}", (2, 3, 4, 2), image, kernel, stride, valid, dynamic=True)
    yield transposed("SAME.k3.s2.odd", (2, 3, 4, 2), (5, 7, 3), 3, 2, same, dynamic=True)
    yield transposed("SAME.k3.s2.static", (2, 3, 4, 2), (6, 8, 3), 3, 2, same, unknown=())
    yield transposed("EXPLICIT.even.k3", (2, 3, 4, 2), (3, 4, 3), 3, 1, explicit("even"))
    yield transposed("EXPLICIT.uneven.k3.s2", (2, 3, 4, 2), (5, 8, 3), 3, 2, explicit("uneven"))
