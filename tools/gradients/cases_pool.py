"""Pooling, local response normalisation and resizing: ops on the rows and columns of an image."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, exactly
from cases_conv import hw


def max_pool(x, kernel, stride, **pad):
    return raw.MaxPool(input=x, ksize=hw(*kernel), strides=hw(*stride), **pad)


def avg_pool(x, kernel, stride, **pad):
    return raw.AvgPool(value=x, ksize=hw(*kernel), strides=hw(*stride), **pad)


def max_pool_v2(x, kernel, stride, **pad):
    return raw.MaxPoolV2(input=x, ksize=hw(*kernel), strides=hw(*stride), **pad)


def pool(op, name, shape, kernel, stride, pad, **options):
    def build(x, draw):
        return op(x, kernel, stride, **pad)

    return Case(name, shape, build, **options)


def pool_grid():
    same, valid = dict(padding="SAME"), dict(padding="VALID")
    for (title, op), kernel, stride, pad in itertools.product((("MaxPool", max_pool), ("AvgPool", avg_pool)), (2, 3), (1, 2, 3), (same, valid)):
        name = f"{title}.{pad['padding']}.k{kernel}.s{stride}"
        yield pool(op, name, (2, 7, 6, 2), (kernel, kernel), (stride, stride), pad)
    for title, op in ("MaxPool", max_pool), ("AvgPool", avg_pool):
        yield pool(op, title + ".VALID.whole", (2, 5, 6, 2), (5, 6), (1, 1), valid)
        yield pool(op, title + ".SAME.k3x2.s2x1", (2, 5, 6, 2), (3, 2), (2, 1), same)
        yield pool(op, title + ".SAME.k1.s2", (2, 5, 6, 2), (1, 1), (2, 2), same)
        yield pool(op, title + ".SAME.k3.s2.static", (2, 7, 7, 2), (3, 3), (2, 2), same, unknown=())
        yield pool(op, title + ".SAME.k3.s2.hw", (2, 7, 6, 2), (3, 3), (2, 2), same, unknown=(0, 1, 2))
    yield pool(max_pool_v2, "MaxPoolV2.SAME.k3.s2", (2, 7, 6, 2), (3, 3), (2, 2), same)
    yield pool(max_pool_v2, "MaxPoolV2.VALID.k2.s1", (2, 5, 6, 2), (2, 2), (1, 1), valid)
    explicit = dict(padding="EXPLICIT", explicit_paddings=[0, 0, 0, 1, 1, 0, 0, 0])
    yield pool(max_pool, "MaxPool.EXPLICIT.k3.s2", (2, 7, 6, 2), (3, 3), (2, 2), explicit)


def pool_ties():
    valid = dict(padding="VALID")
    tied = exactly(1, 3, 3, 0, 3, 3, 2, 2, 0, 5, 5, 5, 5, 1, 5, 4)
    yield pool(max_pool, "MaxPool.ties.k2.s2", (1, 4, 4, 1), (2, 2), (2, 2), valid, values=tied)
    yield pool(max_pool, "MaxPool.ties.k3.s1", (1, 4, 4, 1), (3, 3), (1, 1), valid, values=tied)
    yield pool(max_pool, "MaxPool.ties.SAME.k3.s2", (1, 4, 4, 1), (3, 3), (2, 2), dict(padding="SAME"), values=tied)
    yield pool(max_pool, "MaxPool.ties.constant", (1, 4, 4, 1), (2, 2), (2, 2), valid, values=exactly(*[0] * 16))


def lrn():
    settings = (("default", {}), ("alexnet", dict(depth_radius=2, bias=1, alpha=1e-4, beta=0.75)),
                ("strong", dict(depth_radius=1, bias=2, alpha=0.5, beta=0.75)), ("wide", dict(depth_radius=7, bias=0.5, alpha=0.1, beta=1)),
                ("half", dict(depth_radius=2, bias=1, alpha=0.3, beta=0.5)))
    for name, options in settings:
        yield Case("LRN." + name, (2, 2, 3, 6), lambda x, draw, options=options: raw.LRN(input=x, **options))
    yield Case("LRN.strong.hw", (2, 2, 3, 6), lambda x, draw: raw.LRN(input=x, depth_radius=1, alpha=0.5), unknown=(0, 1, 2))


def resize():
    modes = {"plain": {}, "corners": dict(align_corners=True), "centers": dict(half_pixel_centers=True)}
    sizes = {"up": (7, 9), "down": (2, 3), "double": (8, 10), "one": (1, 1), "mixed": (3, 8), "same": (4, 5)}
    for op, (mode, flags), (title, size) in itertools.product(("ResizeBilinear", "ResizeNearestNeighbor"), modes.items(), sizes.items()):
        def build(x, draw, op=getattr(raw, op), flags=flags, size=size):
            return op(images=x, size=list(size), **flags)

        yield Case(f"{op}.{mode}.{title}", (2, 4, 5, 2), build)
    for op, (mode, flags) in itertools.product(("ResizeBilinear", "ResizeNearestNeighbor"), modes.items()):
        def twice(x, draw, op=getattr(raw, op), flags=flags):
            return op(images=x, size=tf.shape(x)[1:3] * 2, **flags)

        yield Case(f"{op}.{mode}.dynamic", (2, 3, 4, 2), twice, unknown=(0, 1, 2))


def cases():
    for group in (pool_grid, pool_ties, lrn, resize):
        yield from group()
