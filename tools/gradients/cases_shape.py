"""Ops that keep every element and move it: reshapes, transposes, pads, copies and blocks."""
import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case

CUBE = (2, 3, 4)


def reshape():
    yield Case("Reshape.static", CUBE, lambda x, draw: raw.Reshape(tensor=x, shape=[2, 12]), unknown=())
    yield Case("Reshape.minus_one", CUBE, lambda x, draw: raw.Reshape(tensor=x, shape=[-1, 12]))
    yield Case("Reshape.flat", CUBE, lambda x, draw: raw.Reshape(tensor=x, shape=[-1]), unknown=(0, 1, 2))
    yield Case("Reshape.int64", CUBE, lambda x, draw: raw.Reshape(tensor=x, shape=np.int64([4, -1])))
    yield Case("Reshape.computed", CUBE, lambda x, draw: tf.reshape(x, tf.stack([tf.shape(x)[0], 4, 3])))
    yield Case("Reshape.product", CUBE, lambda x, draw: tf.reshape(x, [tf.shape(x)[0] * 3, 4]))
    yield Case("ExpandDims.first", CUBE, lambda x, draw: raw.ExpandDims(input=x, axis=0))
    yield Case("ExpandDims.last", CUBE, lambda x, draw: raw.ExpandDims(input=x, axis=-1))
    yield Case("ExpandDims.middle", CUBE, lambda x, draw: raw.ExpandDims(input=x, axis=[1]), unknown=(0, 1))
    yield Case("Squeeze.listed", (2, 1, 1, 3), lambda x, draw: raw.Squeeze(input=x, axis=[1, 2]))
    yield Case("Squeeze.negative", (2, 1, 1, 3), lambda x, draw: raw.Squeeze(input=x, axis=[-2]))
    yield Case("Squeeze.all", (2, 1, 1, 3), lambda x, draw: raw.Squeeze(input=x), unknown=())
    yield Case("Squeeze.all.hw", (2, 1, 1, 3), lambda x, draw: raw.Squeeze(input=x), unknown=(0, 1, 2))


def transpose():
    for perm in ((0, 2, 1), (2, 0, 1), (1, 2, 0), (0, 1, 2)):
        yield Case("Transpose." + "".join(map(str, perm)), CUBE, lambda x, draw, perm=perm: raw.Transpose(x=x, perm=list(perm)))
    yield Case("Transpose.0312", (2, 2, 3, 4), lambda x, draw: raw.Transpose(x=x, perm=[0, 3, 1, 2]), unknown=(0, 1, 2))
    yield Case("Transpose.computed", CUBE, lambda x, draw: tf.transpose(x))
    for axes in ([1], [-1], [0, 2], []):
        label = "_".join(map(str, axes)) or "none"
        yield Case("ReverseV2." + label, CUBE, lambda x, draw, axes=axes: raw.ReverseV2(tensor=x, axis=np.int32(axes)))
    yield Case("Roll", CUBE, lambda x, draw: raw.Roll(input=x, shift=[1, -2], axis=[1, 2]))


def pad():
    sides = [[0, 0], [1, 2], [2, 0]]
    yield Case("Pad", CUBE, lambda x, draw: raw.Pad(input=x, paddings=sides))
    yield Case("Pad.int64", CUBE, lambda x, draw: raw.Pad(input=x, paddings=np.int64(sides)))
    yield Case("Pad.hw", (2, 2, 3, 2), lambda x, draw: raw.Pad(input=x, paddings=[[0, 0], [1, 1], [2, 1], [0, 0]]), unknown=(0, 1, 2))
    yield Case("PadV2", CUBE, lambda x, draw: raw.PadV2(input=x, paddings=sides, constant_values=-1.5))
    for mode, widest in ("REFLECT", 3), ("SYMMETRIC", 4):
        for label, paddings in ("small", [[0, 0], [1, 1], [1, 0]]), ("widest", [[0, 0], [2, 1], [widest, 2]]):
            yield Case(f"MirrorPad.{mode}.{label}", CUBE, lambda x, draw, p=paddings, m=mode: raw.MirrorPad(input=x, paddings=p, mode=m))


def copies():
    for times in (1, 2, 3), (1, 1, 1), (2, 1, 2):
        yield Case("Tile." + "".join(map(str, times)), CUBE, lambda x, draw, times=times: raw.Tile(input=x, multiples=list(times)))
    yield Case("Tile.computed", (1, 3), lambda x, draw: tf.tile(x, tf.stack([tf.shape(x)[0] * 2, 2])))
    for label, shape, target in (("channel", (4,), [2, 3, 4]), ("ones", (2, 1, 4), [2, 3, 4]), ("rank", (2, 1, 1), [2, 2, 3, 4]), ("same", CUBE, [2, 3, 4]),
                                 ("scalar", (), [2, 3])):
        yield Case("BroadcastTo." + label, shape, lambda x, draw, t=target: raw.BroadcastTo(input=x, shape=t))


def blocks():
    for size in (2, 3):
        yield Case(f"SpaceToDepth.{size}", (2, 6, 6, 2), lambda x, draw, s=size: raw.SpaceToDepth(input=x, block_size=s))
        yield Case(f"DepthToSpace.{size}", (2, 2, 3, 2 * size * size), lambda x, draw, s=size: raw.DepthToSpace(input=x, block_size=s))
    yield Case("SpaceToDepth.hw", (2, 4, 6, 2), lambda x, draw: raw.SpaceToDepth(input=x, block_size=2), unknown=(0, 1, 2))
    for label, block, sides, shape in (("even", [2, 2], [[0, 0], [0, 0]], (4, 6)), ("padded", [2, 3], [[1, 0], [2, 0]], (5, 4)),
                                       ("one_axis", [2], [[0, 1]], (5, 3))):
        yield Case("SpaceToBatchND." + label, (2, *shape, 2), lambda x, draw, b=block, s=sides: raw.SpaceToBatchND(input=x, block_shape=b, paddings=s))
    for label, block, crops in ("even", [2, 2], [[0, 0], [0, 0]]), ("cropped", [2, 2], [[1, 0], [2, 1]]), ("one_axis", [4], [[1, 2]]):
        yield Case("BatchToSpaceND." + label, (4, 3, 4, 2), lambda x, draw, b=block, c=crops: raw.BatchToSpaceND(input=x, block_shape=b, crops=c))


def cases():
    for group in (reshape, transpose, pad, copies, blocks):
        yield from group()
