"""Ops of one operand that act on each element, softmax, and the dedicated cases at their kinks."""
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly

ACTIVATIONS = ("Relu", "Relu6", "Elu", "Selu", "Softplus", "Softsign")
ANYWHERE = ("Sigmoid", "Tanh", "Exp", "Expm1", "Square", "Reciprocal", "Inv", "Neg", "Abs", "Sign", "Erf", "Erfc", "Sin", "Cos", "Sinh", "Cosh",
            "Atan", "Asinh")
POSITIVE = ("Log", "Log1p", "Sqrt", "Rsqrt", "Lgamma")
WITHIN_ONE = ("Asin", "Acos", "Atanh", "Tan")
STEPS = ("Floor", "Ceil", "Round", "Rint", "Sign")  # no gradient flows through them


def unary(op, argument, **options):
    def build(x, draw):
        return getattr(raw, op)(**{argument: x})

    return Case(op, (2, 3, 4), build, **options)


def plain():
    for op in ACTIVATIONS:
        yield unary(op, "features", values=Draw.wide)
    for names, values in ((ANYWHERE, Draw.normal), (POSITIVE, Draw.positive), (WITHIN_ONE, Draw.unit)):
        for op in names:
            yield unary(op, "x", values=values)
    for alpha in (0.1, 0.2, 0.3, 1.5):
        yield Case(f"LeakyRelu.{alpha}", (2, 3, 4), lambda x, draw, alpha=alpha: raw.LeakyRelu(features=x, alpha=alpha))


def image(name):
    def build(x, draw):
        return getattr(raw, name)(features=x)

    return Case(name + ".image", (2, 3, 2, 4), build, unknown=(0, 1, 2))


def softmax():
    for op in ("Softmax", "LogSoftmax"):
        for label, shape, unknown in ("rank2", (2, 5), (0,)), ("rank3", (2, 3, 4), (0, 1)), ("rank4", (2, 2, 3, 4), ()):
            yield Case(f"{op}.{label}", shape, lambda x, draw, op=getattr(raw, op): op(logits=x), unknown=unknown)
        yield Case(f"{op}.wide", (2, 5), lambda x, draw, op=getattr(raw, op): op(logits=x), values=lambda draw, *shape: 5 * draw.wide(*shape))


def at(op, argument, label, *numbers, **attributes):
    """A case at points written out: zeros, kinks, far tails."""

    def build(x, draw):
        return getattr(raw, op)(**{argument: x}, **attributes)

    return Case(f"{op}.{label}", (1, len(numbers)), build, values=exactly(*numbers))


def kinks():
    for op in ACTIVATIONS:
        yield at(op, "features", "zero", 0, -0.0, 1, -1, 0)
    yield at("Relu6", "features", "six", 0, 6, 5.5, 6.5, 6)
    yield at("LeakyRelu", "features", "zero", 0, -0.0, 1, -1, 0, alpha=0.1)
    yield at("Abs", "x", "zero", 0, -0.0, 1, -1, 0)
    for op, argument in (("Softplus", "features"), ("Sigmoid", "x"), ("Tanh", "x"), ("Elu", "features"), ("Erf", "x")):
        yield at(op, argument, "tails", -80, -15, -1e-3, 1e-3, 15, 80)
    yield at("Square", "x", "zero", 0, 1, -2)


def clip():
    def between(low, high):
        return lambda x, draw: raw.ClipByValue(t=x, clip_value_min=low, clip_value_max=high)

    yield Case("ClipByValue.scalar", (2, 3, 4), between(-0.5, 0.7))
    yield Case("ClipByValue.edges", (1, 5), between(-1.0, 1.0), values=exactly(-1, 1, 0, 2, -2))
    yield Case("ClipByValue.tensor", (2, 3, 4), lambda x, draw: between(-draw.positive(2, 3, 4), draw.positive(2, 3, 4))(x, draw))
    yield Case("ClipByValue.python", (2, 3, 4), lambda x, draw: tf.clip_by_value(x, -0.5, 0.7), unknown=(0, 1))


def gates():
    for name in STEPS:
        yield Case(f"{name}.times.x", (2, 3, 4), lambda x, draw, name=name: getattr(raw, name)(x=x) * x, values=Draw.wide)
    yield Case("Cast.double", (2, 3, 4), lambda x, draw: tf.cast(tf.cast(x, tf.float64), tf.float32))
    yield Case("Cast.same", (2, 3, 4), lambda x, draw: raw.Cast(x=x, DstT=tf.float32))
    yield Case("Cast.bool.mask", (2, 3, 4), lambda x, draw: tf.cast(x > 0.1, tf.float32) * x)
    yield Case("Cast.int.times.x", (2, 3, 4), lambda x, draw: tf.cast(tf.cast(x, tf.int32), tf.float32) * x, values=Draw.wide)
    yield Case("Identity", (2, 3, 4), lambda x, draw: raw.Identity(input=x))
    yield Case("IdentityN", (2, 3, 4), lambda x, draw: raw.IdentityN(input=[x, 2 * x])[1])
    yield Case("IdentityN.both", (2, 3, 4), lambda x, draw: tf.add_n(raw.IdentityN(input=[x, x * x])))
    yield Case("StopGradient.times.x", (2, 3, 4), lambda x, draw: raw.StopGradient(input=x) * x)
    yield Case("StopGradient.straight.through", (2, 3, 4), lambda x, draw: x + raw.StopGradient(input=raw.Round(x=x) - x))
    yield Case("OnesLike.plus.x", (2, 3, 4), lambda x, draw: raw.OnesLike(x=x) + x)
    yield Case("ZerosLike.plus.x", (2, 3, 4), lambda x, draw: raw.ZerosLike(x=x) + x)


def cases():
    for group in (plain, softmax, kinks, clip, gates):
        yield from group()
    for name in ("Relu", "Relu6", "Elu"):
        yield image(name)
