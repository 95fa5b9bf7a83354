"""Diagonals and bands, inverses and determinants, and other ops on whole arrays."""
import itertools

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly


def diagonals():
    for lower, upper in (1, 0), (-1, 0), (0, 2):
        yield Case(f"MatrixBandPart.{lower}.{upper}", (2, 4, 4), lambda x, draw, lower=lower, upper=upper: raw.MatrixBandPart(
            input=x, num_lower=lower, num_upper=upper))
    yield Case("MatrixDiag", (2, 4), lambda x, draw: raw.MatrixDiag(diagonal=x))
    yield Case("MatrixDiagPart", (2, 4, 3), lambda x, draw: raw.MatrixDiagPart(input=x))
    yield Case("MatrixSetDiag.input", (2, 4, 3), lambda x, draw: raw.MatrixSetDiag(input=x, diagonal=draw.normal(2, 3)), unknown=())
    yield Case("MatrixSetDiag.diagonal", (2, 3), lambda x, draw: raw.MatrixSetDiag(input=draw.normal(2, 4, 3), diagonal=x), unknown=())
    yield Case("Diag", (3,), lambda x, draw: raw.Diag(diagonal=x), unknown=())
    yield Case("Diag.matrix", (2, 3), lambda x, draw: raw.Diag(diagonal=x))
    yield Case("DiagPart", (3, 3), lambda x, draw: raw.DiagPart(input=x), unknown=())
    for version, k in itertools.product(("V2", "V3"), (1, [-1, 1])):
        label = f"{version}.{'band' if isinstance(k, list) else 'one'}"
        options = dict(align="LEFT_RIGHT") if version == "V3" else {}
        rows = 3 if isinstance(k, list) else 1
        op = lambda name, version=version: getattr(raw, name + version)
        size = (2, rows, 4) if rows > 1 else (2, 3)
        if label == "V2.band":  # Python takes the gradient with the alignment of version 3
            continue
        yield Case(f"MatrixDiag{label}", size, lambda x, draw, op=op, k=k, options=options: op("MatrixDiag")(
            diagonal=x, k=k, num_rows=4, num_cols=4, padding_value=0.5, **options))
        yield Case(f"MatrixDiagPart{label}", (2, 4, 4), lambda x, draw, op=op, k=k, options=options: op("MatrixDiagPart")(
            input=x, k=k, padding_value=0.5, **options), unknown=())
        yield Case(f"MatrixSetDiag{label}.input", (2, 4, 4), lambda x, draw, op=op, k=k, size=size, options=options: op("MatrixSetDiag")(
            input=x, diagonal=draw.normal(*size), k=k, **options), unknown=())
        yield Case(f"MatrixSetDiag{label}.diagonal", size, lambda x, draw, op=op, k=k, options=options: op("MatrixSetDiag")(
            input=draw.normal(2, 4, 4), diagonal=x, k=k, **options), unknown=())


def regular(x):
    """Matrices whose determinant is far from 0."""
    return x + 4 * np.eye(3, dtype=np.float32)


def algebra():
    for adjoint in (False, True):
        label = "adjoint" if adjoint else "plain"
        yield Case(f"MatrixInverse.{label}", (2, 3, 3), lambda x, draw, adjoint=adjoint: raw.MatrixInverse(input=regular(x), adjoint=adjoint))
        yield Case(f"MatrixSolve.{label}.matrix", (2, 3, 3), lambda x, draw, adjoint=adjoint: raw.MatrixSolve(
            matrix=regular(x), rhs=draw.normal(2, 3, 4), adjoint=adjoint))
        yield Case(f"MatrixSolve.{label}.rhs", (2, 3, 4), lambda x, draw, adjoint=adjoint: raw.MatrixSolve(
            matrix=regular(draw.normal(2, 3, 3)), rhs=x, adjoint=adjoint))
        for lower in (True, False):
            side = "lower" if lower else "upper"
            options = dict(adjoint=adjoint, lower=lower)
            yield Case(f"MatrixTriangularSolve.{label}.{side}.matrix", (2, 3, 3), lambda x, draw, options=options: raw.MatrixTriangularSolve(
                matrix=regular(x), rhs=draw.normal(2, 3, 4), **options))
            yield Case(f"MatrixTriangularSolve.{label}.{side}.rhs", (2, 3, 4), lambda x, draw, options=options: raw.MatrixTriangularSolve(
                matrix=regular(draw.normal(2, 3, 3)), rhs=x, **options))
    yield Case("MatrixTriangularSolve.broadcast", (3, 3), lambda x, draw: raw.MatrixTriangularSolve(matrix=regular(x), rhs=draw.normal(2, 3, 4)), unknown=())
    yield Case("MatrixDeterminant", (2, 3, 3), lambda x, draw: raw.MatrixDeterminant(input=x))
    yield Case("LogMatrixDeterminant", (2, 3, 3), lambda x, draw: raw.LogMatrixDeterminant(input=x).log_abs_determinant)
    yield Case("LogMatrixDeterminant.both", (2, 3, 3), lambda x, draw: tf.multiply(*raw.LogMatrixDeterminant(input=x)))
    yield Case("Cholesky", (2, 3, 3), lambda x, draw: raw.Cholesky(input=regular(tf.matmul(x, x, transpose_b=True))))


def whole():
    yield Case("Fill", (), lambda x, draw: raw.Fill(dims=[2, 3], value=x), values=exactly(0.7), unknown=())
    yield Case("Reverse", (2, 3, 4), lambda x, draw: raw.Reverse(tensor=x, dims=[False, True, True]))
    yield Case("ReverseSequence", (3, 4, 2), lambda x, draw: raw.ReverseSequence(input=x, seq_lengths=np.int64([2, 0, 4]), seq_dim=1, batch_dim=0), unknown=())
    yield Case("SpaceToBatch", (2, 4, 6, 3), lambda x, draw: raw.SpaceToBatch(input=x, paddings=[[0, 0], [1, 1]], block_size=2))
    yield Case("BatchToSpace", (8, 2, 3, 3), lambda x, draw: raw.BatchToSpace(input=x, crops=[[0, 1], [1, 0]], block_size=2))
    for axis, exclusive, reverse in itertools.product((0, -1), (False, True), (False, True)):
        options = dict(axis=axis, exclusive=exclusive, reverse=reverse)
        label = f"{axis}.{'exclusive' if exclusive else 'whole'}.{'reverse' if reverse else 'forward'}"
        yield Case(f"Cumprod.{label}", (3, 4), lambda x, draw, options=options: raw.Cumprod(x=x, **options))
        if not exclusive:
            yield Case(f"CumulativeLogsumexp.{label}", (3, 4), lambda x, draw, options=options: raw.CumulativeLogsumexp(x=x, **options))
    yield Case("CumulativeLogsumexp.exclusive", (3, 4), lambda x, draw: raw.CumulativeLogsumexp(x=x, axis=1, exclusive=True)[:, 1:])
    yield Case("CumulativeLogsumexp.wide", (2, 5), lambda x, draw: raw.CumulativeLogsumexp(x=x, axis=1), values=lambda draw, *shape: 60 * draw.wide(*shape))
    for axes, keep in ([1], False), ([0, 2], True), ([-1], False):
        yield Case(f"EuclideanNorm.{'_'.join(map(str, axes))}.{keep}", (2, 3, 4), lambda x, draw, axes=axes, keep=keep: raw.EuclideanNorm(
            input=x, axis=axes, keep_dims=keep))
    yield Case("SoftmaxCrossEntropyWithLogits.features", (3, 4), lambda x, draw: raw.SoftmaxCrossEntropyWithLogits(
        features=x, labels=np.float32([[0.1, 0.2, 0.3, 0.4], [0, 0, 1, 0], [0.5, 0, 0.25, 0.25]])).loss)
    yield Case("SoftmaxCrossEntropyWithLogits.labels", (3, 4), lambda x, draw: raw.SoftmaxCrossEntropyWithLogits(
        features=draw.normal(3, 4), labels=x).loss, values=Draw.positive)
    yield Case("SparseSoftmaxCrossEntropyWithLogits", (3, 4), lambda x, draw: raw.SparseSoftmaxCrossEntropyWithLogits(
        features=x, labels=[1, 0, 3]).loss)
    yield Case("DepthwiseConv2dNativeBackpropInput", (2, 3, 4, 4), lambda x, draw: raw.DepthwiseConv2dNativeBackpropInput(
        input_sizes=[2, 6, 8, 2], filter=draw.normal(3, 3, 2, 2), out_backprop=x, strides=[1, 2, 2, 1], padding="SAME"))


def cases():
    for group in (diagonals, algebra, whole):
        yield from group()
