"""Ops on volumes [N,D,H,W,C]: convolutions, transposed convolutions of every padding, pools and patches."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case


def dhw(depth, rows, columns):
    return [1, depth, rows, columns, 1]


def conv3d(name, shape, kernel, strides=(1, 1, 1), padding="SAME", out=3, **options):
    def build(x, draw):
        return raw.Conv3D(input=x, filter=draw.normal(*kernel, shape[-1], out), strides=dhw(*strides), padding=padding)

    return Case("Conv3D." + name, shape, build, **options)


def convolutions():
    for stride, padding, size in itertools.product((1, 2), ("SAME", "VALID"), (4, 5)):
        yield conv3d(f"{padding}.{size}.k3.s{stride}", (2, size, size, size - 1, 2), (3, 3, 3), (stride,) * 3, padding)
    yield conv3d("SAME.k1x3x2.s1x2x1", (2, 3, 5, 4, 2), (1, 3, 2), (1, 2, 1))
    yield conv3d("VALID.whole", (2, 3, 4, 3, 2), (3, 4, 3), padding="VALID")
    yield conv3d("SAME.k3.static", (2, 4, 4, 3, 2), (3, 3, 3), unknown=())
    yield conv3d("SAME.k3.s2.dhw", (2, 4, 5, 3, 2), (3, 3, 3), (2, 2, 2), unknown=(0, 1, 2, 3))


def transposed(name, shape, volume, kernel, stride, padding, dynamic=False, **options):
    """x is the out_backprop of a convolution of a volume [depth, rows, columns, channels]."""
    def build(x, draw):
        sizes = tf.stack([tf.shape(x)[0], *volume]) if dynamic else [shape[0], *volume]
        weights = draw.normal(kernel, kernel, kernel, volume[-1], shape[-1])
        return raw.Conv3DBackpropInputV2(input_sizes=sizes, filter=weights, out_backprop=x, strides=dhw(*(stride,) * 3), padding=padding)

    return Case("Conv3DBackpropInputV2." + name, shape, build, **options)


def transposes():
    for stride, kernel in itertools.product((1, 2), (2, 3)):
        yield transposed(f"SAME.k{kernel}.s{stride}", (2, 2, 3, 2, 2), (2 * stride, 3 * stride, 2 * stride, 3), kernel, stride, "SAME", dynamic=True)
        volume = (stride + kernel, 2 * stride + kernel, stride + kernel, 3)
        yield transposed(f"VALID.k{kernel}.s{stride}", (2, 2, 3, 2, 2), volume, kernel, stride, "VALID", dynamic=True)
    yield transposed("SAME.k3.s2.odd", (2, 2, 3, 2, 2), (3, 5, 4, 3), 3, 2, "SAME")
    yield transposed("SAME.k3.s2.static", (2, 2, 3, 2, 2), (4, 6, 4, 3), 3, 2, "SAME", unknown=())


def pools():
    for (op, kernel, stride, padding) in itertools.product(("MaxPool3D", "AvgPool3D"), (2, 3), (1, 2), ("SAME", "VALID")):
        def build(x, draw, op=getattr(raw, op), kernel=kernel, stride=stride, padding=padding):
            return op(input=x, ksize=dhw(*(kernel,) * 3), strides=dhw(*(stride,) * 3), padding=padding)

        yield Case(f"{op}.{padding}.k{kernel}.s{stride}", (2, 4, 5, 4, 2), build)
    for op in "MaxPool3D", "AvgPool3D":
        def uneven(x, draw, op=getattr(raw, op)):
            return op(input=x, ksize=dhw(1, 3, 2), strides=dhw(1, 2, 1), padding="SAME")

        yield Case(f"{op}.SAME.k1x3x2.s1x2x1.dhw", (2, 3, 5, 4, 2), uneven, unknown=(0, 1, 2, 3))


def volume_patches():
    for stride, padding in itertools.product((1, 2), ("SAME", "VALID")):
        def build(x, draw, stride=stride, padding=padding):
            return raw.ExtractVolumePatches(input=x, ksizes=dhw(2, 2, 3), strides=dhw(*(stride,) * 3), padding=padding)

        yield Case(f"ExtractVolumePatches.{padding}.s{stride}", (2, 3, 4, 4, 2), build)


def cases():
    for group in (convolutions, transposes, pools, volume_patches):
        yield from group()
