"""Special functions, complex numbers and Fourier transforms."""
import itertools

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly

POSITIVE = ("BesselI0", "BesselI0e", "BesselI1", "BesselI1e", "BesselJ0", "BesselJ1", "BesselK0", "BesselK0e", "BesselK1", "BesselK1e",
            "BesselY0", "BesselY1", "Dawsn", "Digamma", "Expint", "FresnelCos", "FresnelSin", "Spence")
ANYWHERE = ("BesselI0e", "BesselI1e", "BesselJ0", "BesselJ1", "Dawsn", "FresnelCos", "FresnelSin")


def unary():
    for op in POSITIVE:
        yield Case(op, (2, 3, 4), lambda x, draw, op=getattr(raw, op): op(x=x), values=Draw.positive)
    for op in ANYWHERE:
        yield Case(op + ".anywhere", (2, 3, 4), lambda x, draw, op=getattr(raw, op): op(x=x))
    for op in "BesselI1e", "BesselJ1":
        yield Case(op + ".zero", (1, 3), lambda x, draw, op=getattr(raw, op): op(x=x), values=exactly(0, 0.5, -0.5))
    yield Case("Spence.one", (1, 3), lambda x, draw: raw.Spence(x=x), values=exactly(1, 0.5, 1.5))
    yield Case("Acosh", (2, 3, 4), lambda x, draw: raw.Acosh(x=x), values=lambda draw, *shape: 1 + draw.positive(*shape))
    yield Case("Erfinv", (2, 3, 4), lambda x, draw: raw.Erfinv(x=x), values=Draw.unit)
    yield Case("Ndtri", (2, 3, 4), lambda x, draw: raw.Ndtri(x=x), values=lambda draw, *shape: np.abs(draw.unit(*shape)) + np.float32(0.05))


def operands():
    """x is one operand of each op; the other has its shape, or is a row of it."""
    pairs = (("Igamma", "a", "x"), ("Igammac", "a", "x"), ("Atan2", "y", "x"), ("FloorMod", "x", "y"), ("Xdivy", "x", "y"), ("Xlogy", "x", "y"),
             ("Xlog1py", "x", "y"), ("MulNoNan", "x", "y"))
    for (op, first, second), shape in itertools.product(pairs, ((3, 4), (4,))):
        label = "whole" if len(shape) == 2 else "row"
        for side, other in (first, second), (second, first):
            yield Case(f"{op}.{side}.{label}", (3, 4), lambda x, draw, op=getattr(raw, op), side=side, other=other, shape=shape: op(
                **{side: x, other: draw.positive(*shape)}), values=Draw.positive)
    yield Case("FloorMod.negative", (3, 4), lambda x, draw: raw.FloorMod(x=x, y=draw.wide(3, 4)), values=Draw.wide)
    yield Case("Atan2.around.y", (3, 4), lambda x, draw: raw.Atan2(y=x, x=draw.normal(3, 4)))
    for op in "Xdivy", "Xlogy", "Xlog1py":
        yield Case(op + ".zero", (1, 3), lambda x, draw, op=getattr(raw, op): op(x=x, y=np.float32([1.5, 0.5, 2])), values=exactly(0, 0, 1))
    yield Case("MulNoNan.zero", (1, 3), lambda x, draw: raw.MulNoNan(x=np.float32([[1, 2, 3]]), y=x), values=exactly(0, 0, 1))
    yield Case("NextAfter", (3, 4), lambda x, draw: raw.NextAfter(x1=x, x2=draw.normal(3, 4)))
    yield Case("Zeta", (3, 4), lambda x, draw: raw.Zeta(x=1 + draw.positive(4), q=x), values=Draw.positive)
    yield Case("Polygamma", (3, 4), lambda x, draw: raw.Polygamma(a=np.float32([0, 1, 2, 3]), x=x), values=Draw.positive)
    yield Case("Betainc", (3, 4), lambda x, draw: raw.Betainc(a=draw.positive(3, 4), b=draw.positive(3, 4), x=x),
               values=lambda draw, *shape: np.abs(draw.unit(*shape)) + np.float32(0.05), unknown=())
    yield Case("Betainc.one", (), lambda x, draw: raw.Betainc(a=draw.positive(3, 4), b=draw.positive(3, 4), x=x), values=exactly(0.4), unknown=())
    yield Case("Cross.a", (2, 4, 3), lambda x, draw: raw.Cross(a=x, b=draw.normal(2, 4, 3)))
    yield Case("Cross.b", (2, 4, 3), lambda x, draw: raw.Cross(a=draw.normal(2, 4, 3), b=x))


def complexes(draw, *shape):
    return tf.complex(draw.normal(*shape), draw.normal(*shape))


def parts(z):
    """Real numbers that depend on both parts of z."""
    return tf.concat([raw.Real(input=z), 2 * raw.Imag(input=z)], -1)


def arithmetic():
    """Between a complex z made of x, and a complex constant."""
    binary = {"AddV2": lambda z, c: raw.AddV2(x=z, y=c), "Sub": lambda z, c: raw.Sub(x=c, y=z), "Mul": lambda z, c: raw.Mul(x=z, y=c),
              "Mul.both": lambda z, c: raw.Mul(x=z, y=z * c), "RealDiv": lambda z, c: raw.RealDiv(x=z, y=c), "RealDiv.by": lambda z, c: raw.RealDiv(x=c, y=z)}
    unary = {"Exp": lambda z: raw.Exp(x=z), "Square": lambda z: raw.Square(x=z), "Neg": lambda z: raw.Neg(x=z), "Conj": lambda z: raw.Conj(input=z),
             "Sum": lambda z: raw.Sum(input=z, axis=[1]), "Mean": lambda z: raw.Mean(input=z, axis=[0]), "Transpose": lambda z: raw.Transpose(x=z, perm=[1, 0]),
             "ConjugateTranspose": lambda z: raw.ConjugateTranspose(x=z, perm=[1, 0]), "Reshape": lambda z: raw.Reshape(tensor=z, shape=[4, 3]),
             "Pad": lambda z: raw.Pad(input=z, paddings=[[0, 1], [2, 0]]), "StridedSlice": lambda z: z[:, 1:], "ConcatV2": lambda z: tf.concat([z, 2 * z], 0),
             "GatherV2": lambda z: tf.gather(z, [1, 1, 0], axis=1), "AddN": lambda z: tf.add_n([z, z * z]), "Pack": lambda z: tf.stack([z, z], 1)}
    for name, op in binary.items():
        yield Case(f"Complex.{name}", (3, 4), lambda x, draw, op=op: parts(op(tf.complex(x, x * x), complexes(draw, 4))))
    for name, op in unary.items():
        yield Case(f"Complex.{name}", (3, 4), lambda x, draw, op=op: parts(op(tf.complex(x, x * x))), unknown=())
    for tx, ty, x_first in itertools.product((False, True), (False, True), (False, True)):
        def matmul(x, draw, tx=tx, ty=ty, x_first=x_first):
            a, b = tf.complex(x, x * x), complexes(draw, 3, 3)
            a, b = (a, b) if x_first else (b, a)
            return parts(raw.MatMul(a=a, b=b, transpose_a=tx, transpose_b=ty))

        def batched(x, draw, tx=tx, ty=ty, x_first=x_first):
            a, b = tf.complex(x, x * x)[None], complexes(draw, 2, 3, 3)
            a, b = (a, b) if x_first else (b, a)
            return parts(raw.BatchMatMulV2(x=a, y=b, adj_x=tx, adj_y=ty))

        label = f"{'t' if tx else 'n'}{'t' if ty else 'n'}.{'a' if x_first else 'b'}"
        yield Case(f"Complex.MatMul.{label}", (3, 3), matmul)
        yield Case(f"Complex.BatchMatMulV2.{label}", (3, 3), batched)
    yield Case("Complex.Einsum", (3, 4), lambda x, draw: parts(tf.einsum("ab,bc->ac", tf.complex(x, x * x), complexes(draw, 4, 2))))
    yield Case("Complex.Cast", (3, 4), lambda x, draw: raw.Cast(x=raw.Cast(x=x, DstT=tf.complex64) * complexes(draw, 4), DstT=tf.float32))
    for op in "ComplexAbs", "Angle":
        argument = "x" if op == "ComplexAbs" else "input"
        yield Case(op, (3, 4), lambda x, draw, op=getattr(raw, op), argument=argument: op(**{argument: tf.complex(x, draw.normal(4))}))
    yield Case("ComplexAbs.zero", (1, 2), lambda x, draw: raw.ComplexAbs(x=tf.complex(x, x)), values=exactly(0, 2))


def fourier():
    shapes = {"": (2, 6), "2D": (2, 3, 4), "3D": (2, 2, 3, 2)}
    for (rank, shape), op in itertools.product(shapes.items(), ("FFT", "IFFT")):
        yield Case(op + rank, shape, lambda x, draw, op=getattr(raw, op + rank): parts(op(input=tf.complex(x, x * x))))
    for length in 5, 6:
        for rank, shape, lengths in ("", (2, length), [length]), ("2D", (2, 3, length), [3, length]):
            yield Case(f"RFFT{rank}.{length}", shape, lambda x, draw, op=getattr(raw, "RFFT" + rank), lengths=lengths: parts(op(input=x, fft_length=lengths)))
            half = (*shape[:-1], length // 2 + 1)
            yield Case(f"IRFFT{rank}.{length}", half, lambda x, draw, op=getattr(raw, "IRFFT" + rank), lengths=lengths: op(
                input=tf.complex(x, x * x), fft_length=lengths))
    yield Case("RFFT.open", (2, 3, 8), lambda x, draw: tf.abs(tf.signal.rfft(x * draw.positive(8))), unknown=(0, 1))
    yield Case("RFFT.stft", (2, 20), lambda x, draw: tf.math.log(tf.abs(tf.signal.stft(x, 8, 4)) + 0.1))


def cases():
    for group in (unary, operands, arithmetic, fourier):
        yield from group()
