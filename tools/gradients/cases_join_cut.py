"""Ops that join tensors or take parts of one: concat, pack, split, slices and gathers."""
import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case

CUBE = (2, 3, 4)


def join():
    def beside(shape, *order, axis):
        def build(x, draw):
            return raw.ConcatV2(values=[x if part == "x" else draw.normal(*shape[:axis], part, *shape[axis + 1:]) for part in order], axis=axis)
        return build

    for axis in (0, 1, 2):
        for label, order in ("first", "x12"), ("middle", "1x2"), ("last", "21x"), ("twice", "x1x"):
            parts = [part if part == "x" else int(part) for part in order]
            yield Case(f"ConcatV2.axis{axis}.{label}", CUBE, beside(CUBE, *parts, axis=axis))
    yield Case("ConcatV2.negative", CUBE, lambda x, draw: raw.ConcatV2(values=[draw.normal(2, 3, 2), x, x * x], axis=-1))
    yield Case("ConcatV2.negative2", CUBE, lambda x, draw: raw.ConcatV2(values=[x, draw.normal(2, 1, 4)], axis=-2))
    yield Case("ConcatV2.hw", (2, 3, 2, 2), lambda x, draw: raw.ConcatV2(values=[2 * x, draw.normal(2, 3, 2, 1), x], axis=3), unknown=(0, 1, 2))
    yield Case("Concat.v1", CUBE, lambda x, draw: raw.Concat(concat_dim=1, values=[draw.normal(2, 2, 4), x]))
    for axis in (0, 1, -1):
        yield Case(f"Pack.axis{axis}", (2, 3), lambda x, draw, axis=axis: raw.Pack(values=[draw.normal(2, 3), x, x * x], axis=axis))


def cut():
    def some(parts):
        return parts[0] * 2 + parts[2]

    for axis in (1, -1):
        yield Case(f"Unpack.axis{axis}.some", (2, 3, 3), lambda x, draw, axis=axis: some(raw.Unpack(value=x, num=3, axis=axis)))
    yield Case("Unpack.one", CUBE, lambda x, draw: raw.Unpack(value=x, num=3, axis=1)[1])
    yield Case("Unpack.axis0", CUBE, lambda x, draw: raw.Unpack(value=x, num=2)[1], unknown=())
    yield Case("Split.all", (2, 6), lambda x, draw: tf.add_n([p * p for p in raw.Split(axis=1, value=x, num_split=3)]))
    yield Case("Split.some", (2, 6), lambda x, draw: some(raw.Split(axis=-1, value=x, num_split=3)))
    yield Case("Split.image", (2, 2, 3, 4), lambda x, draw: tf.multiply(*raw.Split(axis=3, value=x, num_split=2)), unknown=(0, 1, 2))
    yield Case("SplitV.some", (2, 6), lambda x, draw: raw.SplitV(value=x, size_splits=[1, 3, 2], axis=1, num_split=3)[1])
    yield Case("SplitV.minus_one", (2, 6), lambda x, draw: tf.multiply(*raw.SplitV(value=x, size_splits=[3, -1], axis=-1, num_split=2)))
    yield Case("Slice.plain", CUBE, lambda x, draw: raw.Slice(input=x, begin=[0, 1, 2], size=[2, 1, 2]))
    yield Case("Slice.minus_one", CUBE, lambda x, draw: raw.Slice(input=x, begin=[0, 0, 1], size=[-1, 2, -1]))
    yield Case("Slice.computed", CUBE, lambda x, draw: tf.slice(x, [0, 1, 0], tf.stack([tf.shape(x)[0], 2, 3])), unknown=(0, 1))


STRIDED = {
    "begin": lambda x: x[:, 1:],
    "end": lambda x: x[:, :2, :-1],
    "steps": lambda x: x[:, ::2, 1::2],
    "negative_steps": lambda x: x[:, ::-1, ::-2],
    "negative_bounds": lambda x: x[:, -2:-1, 3:0:-1],
    "shrink": lambda x: x[:, 1],
    "shrink_negative": lambda x: x[:, -1, 2],
    "shrink_first": lambda x: x[1],
    "ellipsis": lambda x: x[..., 1:3],
    "ellipsis_shrink": lambda x: x[..., 0],
    "ellipsis_middle": lambda x: x[1:, ..., ::2],
    "new_axis": lambda x: x[:, tf.newaxis, 1:],
    "new_axis_last": lambda x: x[..., tf.newaxis],
    "all_masks": lambda x: x[:, tf.newaxis, ..., 2, tf.newaxis],
    "whole": lambda x: x[:],
}


def strided():
    for label, take in STRIDED.items():
        yield Case("StridedSlice." + label, CUBE, lambda x, draw, take=take: take(x))
    yield Case("StridedSlice.hw", (2, 4, 5, 2), lambda x, draw: x[:, 1:-1, ::2], unknown=(0, 1, 2))
    yield Case("StridedSlice.static", CUBE, lambda x, draw: x[:, 1:, ::2], unknown=())
    yield Case("StridedSlice.computed", CUBE, lambda x, draw: x[:, 1:tf.shape(x)[1]], unknown=(0, 1))


def gather():
    def pick(indices, axis, **options):
        return lambda x, draw: raw.GatherV2(params=x, indices=np.int32(indices), axis=axis, **options)

    yield Case("GatherV2.axis0", CUBE, pick([1, 0, 1], 0))
    yield Case("GatherV2.axis1", CUBE, pick([2, 0, 2, 2], 1))
    yield Case("GatherV2.negative", CUBE, pick([3, 1], -1))
    yield Case("GatherV2.matrix", CUBE, pick([[2, 0], [1, 1]], 1))
    yield Case("GatherV2.scalar", CUBE, pick(1, 1))
    yield Case("GatherV2.batch_dims", CUBE, pick([[2, 0], [1, 1]], 1, batch_dims=1))
    yield Case("Gather.v1", CUBE, lambda x, draw: raw.Gather(params=x, indices=[1, 1, 0]))
    yield Case("GatherNd", CUBE, lambda x, draw: raw.GatherNd(params=x, indices=[[1, 2], [0, 0], [1, 2]]))


def cases():
    for group in (join, cut, strided, gather):
        yield from group()
