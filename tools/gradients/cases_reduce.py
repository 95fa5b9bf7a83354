"""Reductions and running sums, with ties for Max and Min and zeros for Prod."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, exactly

AXES = {"first": [0], "middle": [1], "rows_columns": [1, 2], "last": [-1], "negatives": [-2, -3], "all": [0, 1, 2, 3], "none": [], "scalar": 2}


def reduction(op, label, keep, suffix="", **options):
    def build(x, draw):
        return getattr(raw, op)(input=x, axis=tf.constant(AXES[label], tf.int32), keep_dims=keep)

    return Case(f"{op}.{label}{'.keep' if keep else ''}{suffix}", (2, 2, 3, 2), build, **options)


def grid():
    for op, label, keep in itertools.product(("Mean", "Sum", "Max", "Min", "Prod"), AXES, (False, True)):
        yield reduction(op, label, keep)
    for op, label in itertools.product(("Mean", "Sum", "Max", "Prod"), ("rows_columns", "all")):
        yield reduction(op, label, False, ".hw", unknown=(0, 1, 2))
        yield reduction(op, label, True, ".static", unknown=())


def edges():
    tied = exactly(1, 3, 3, 2, 2, 2, -1, 0, -1)
    for op in ("Max", "Min"):
        yield Case(f"{op}.ties", (3, 3), lambda x, draw, op=getattr(raw, op): op(input=x, axis=[1]), values=tied)
        yield Case(f"{op}.ties.all", (3, 3), lambda x, draw, op=getattr(raw, op): op(input=x, axis=[0, 1]), values=tied)
    zeros = exactly(1, 2, 3, 0, 4, 5, 0, 0, 6)
    yield Case("Prod.zeros", (3, 3), lambda x, draw: raw.Prod(input=x, axis=[1]), values=zeros)
    yield Case("Prod.zeros.first", (3, 3), lambda x, draw: raw.Prod(input=x, axis=[0], keep_dims=True), values=zeros)
    yield Case("Mean.int64.axis", (2, 3, 4), lambda x, draw: raw.Mean(input=x, axis=tf.constant([1, 2], tf.int64)), by_basis=True)


def composites():
    yield Case("LogSumExp", (2, 3, 4), lambda x, draw: tf.reduce_logsumexp(x, axis=[1, 2]))
    yield Case("Variance", (2, 3, 4), lambda x, draw: tf.math.reduce_variance(x, axis=1))
    yield Case("Moments", (2, 3, 4), lambda x, draw: tf.add(*tf.nn.moments(x, [1], keepdims=True)))
    yield Case("L2Loss", (2, 3), lambda x, draw: raw.L2Loss(t=x))
    yield Case("L2Normalize", (2, 3, 4), lambda x, draw: tf.nn.l2_normalize(x, axis=-1))


def cumsum():
    for axis, exclusive, reverse in itertools.product((0, 1, -1), (False, True), (False, True)):
        name = f"Cumsum.axis{axis}{'.exclusive' if exclusive else ''}{'.reverse' if reverse else ''}"

        def build(x, draw, axis=axis, exclusive=exclusive, reverse=reverse):
            return raw.Cumsum(x=x, axis=axis, exclusive=exclusive, reverse=reverse)

        yield Case(name, (2, 3, 4), build)


def cases():
    for group in (grid, edges, composites, cumsum):
        yield from group()
