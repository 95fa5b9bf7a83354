"""Ops of two operands or more, with x on each side and every kind of broadcast."""
import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly

OPS = ("Add", "AddV2", "Sub", "Mul", "RealDiv", "DivNoNan", "Maximum", "Minimum", "SquaredDifference", "Pow")
POSITIVE = ("RealDiv", "DivNoNan", "Pow")

# label: the shapes of x and of the constant
SHAPES = {
    "same": ((2, 3, 4), (2, 3, 4)),
    "scalar": ((2, 3, 4), ()),
    "channel": ((2, 3, 4), (4,)),
    "n11c": ((2, 3, 2, 4), (2, 1, 1, 4)),
    "rank": ((3, 4), (2, 3, 4)),
    "of_scalar": ((), (2, 3)),
    "of_channel": ((4,), (2, 3, 4)),
    "of_n11c": ((2, 1, 1, 4), (2, 3, 2, 4)),
    "cross": ((2, 1, 4), (1, 3, 1)),
    "batch_of_one": ((1, 3, 4), (2, 3, 4)),  # x's unknown axis turns out to be broadcast
}


def binary(op, label, left):
    """One operand is x, the other a constant."""
    shape, other = SHAPES[label]
    values = Draw.positive if op in POSITIVE else Draw.normal

    def build(x, draw):
        constant = values(draw, *other)
        pair = (x, constant) if left else (constant, x)
        return getattr(raw, op)(x=pair[0], y=pair[1])

    return Case(f"{op}.{'left' if left else 'right'}.{label}", shape, build, values=values)


def broadcasts():
    for op in OPS:
        for label in SHAPES:
            yield binary(op, label, True)
            yield binary(op, label, False)


def both_sides():
    for op in OPS:
        values = Draw.positive if op in POSITIVE else Draw.normal
        yield Case(f"{op}.both", (2, 3, 4), lambda x, draw, op=op: getattr(raw, op)(x=x, y=2 * x * x), values=values)
        yield Case(f"{op}.both.broadcast", (2, 3, 4), lambda x, draw, op=op: getattr(raw, op)(x=x, y=x[:, :1]), values=values)
    for op in ("Mul", "AddV2", "Sub", "RealDiv", "SquaredDifference", "Maximum"):
        yield Case(f"{op}.x.x", (2, 3, 4), lambda x, draw, op=op: getattr(raw, op)(x=x, y=x))


def edges():
    for op in ("Maximum", "Minimum"):
        for side in ("left", "right"):
            def build(x, draw, op=getattr(raw, op), side=side):
                zeros = np.zeros((1, 5), np.float32)
                return op(x=x, y=zeros) if side == "left" else op(x=zeros, y=x)

            yield Case(f"{op}.{side}.ties", (1, 5), build, values=exactly(0, 1, -1, -0.0, 0))
    with_zeros = np.float32([0, 2, 0, -3])
    yield Case("DivNoNan.by.zero", (2, 4), lambda x, draw: raw.DivNoNan(x=x, y=with_zeros))
    yield Case("DivNoNan.of.zero", (1, 4), lambda x, draw: raw.DivNoNan(x=draw.normal(2, 4), y=x), values=exactly(0, 2, 0, -3))
    for power in (2.0, 3.0, -1.0, 1.0, 0.0):
        yield Case(f"Pow.constant.{power}", (2, 3), lambda x, draw, power=power: raw.Pow(x=x, y=power))
    yield Case("Pow.constant.0.5", (2, 3), lambda x, draw: raw.Pow(x=x, y=0.5), values=Draw.positive)
    yield Case("Pow.zero.base", (1, 3), lambda x, draw: raw.Pow(x=x, y=2.0), values=exactly(0, 1, -2))
    yield Case("Pow.exponent.of.zero", (1, 3), lambda x, draw: raw.Pow(x=np.float32([0, 1, 2]), y=x), values=exactly(1.5, 0.5, -2))


def bias_add():
    for layout, shape in ("NHWC", (2, 2, 4, 3)), ("NCHW", (2, 3, 2, 4)):
        def value(x, draw, layout=layout):
            return raw.BiasAdd(value=x, bias=draw.normal(3), data_format=layout)

        def bias(x, draw, layout=layout, shape=shape):
            return raw.BiasAdd(value=draw.normal(*shape), bias=x, data_format=layout)

        yield Case(f"BiasAdd.{layout}.value", shape, value)
        yield Case(f"BiasAdd.{layout}.bias", (3,), bias, unknown=())
    yield Case("BiasAdd.rank2.value", (2, 3), lambda x, draw: raw.BiasAdd(value=x, bias=draw.normal(3)))
    yield Case("BiasAdd.both", (3,), lambda x, draw: raw.BiasAdd(value=tf.stack([x, x * x]), bias=x), unknown=())
    yield Case("BiasAddV1.value", (2, 2, 4, 3), lambda x, draw: raw.BiasAddV1(value=x, bias=draw.normal(3)))


def add_n():
    yield Case("AddN.one", (2, 3), lambda x, draw: raw.AddN(inputs=[x]))
    yield Case("AddN.first", (2, 3), lambda x, draw: raw.AddN(inputs=[x, draw.normal(2, 3), draw.normal(2, 3)]))
    yield Case("AddN.last", (2, 3), lambda x, draw: raw.AddN(inputs=[draw.normal(2, 3), x]))
    yield Case("AddN.thrice", (2, 3), lambda x, draw: raw.AddN(inputs=[x, x * x, x]))


def cases():
    for group in (broadcasts, both_sides, edges, bias_add, add_n):
        yield from group()
