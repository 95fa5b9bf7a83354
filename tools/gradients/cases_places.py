"""Ops whose indices say where elements go or come from: scatters, segments, the largest elements, partitions, sparse matrices."""
import itertools

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly

ROWS = np.int32([[1], [0], [1]])


def scatters():
    for kind in np.int32, np.int64:
        yield Case(f"ScatterNd.{kind.__name__}", (3, 2), lambda x, draw, kind=kind: raw.ScatterNd(indices=kind([[1], [3], [1]]), updates=x, shape=kind([5, 2])))
    for op in "TensorScatterAdd", "TensorScatterSub", "TensorScatterMax", "TensorScatterMin":
        yield Case(op + ".tensor", (3, 4), lambda x, draw, op=getattr(raw, op): op(tensor=x, indices=ROWS, updates=draw.normal(3, 4)))
        yield Case(op + ".updates", (3, 4), lambda x, draw, op=getattr(raw, op): op(tensor=draw.normal(2, 4), indices=ROWS, updates=x))
    for op in "TensorScatterMax", "TensorScatterMin":
        yield Case(op + ".ties", (1, 4), lambda x, draw, op=getattr(raw, op): op(
            tensor=x, indices=[[0], [0]], updates=np.float32([[1, 2, 0, 5], [1, 0, 3, 5]])), values=exactly(1, 2, 3, 4))
    once = np.int32([[1], [0]])
    yield Case("TensorScatterUpdate.tensor", (3, 4), lambda x, draw: raw.TensorScatterUpdate(tensor=x, indices=once, updates=draw.normal(2, 4)))
    yield Case("TensorScatterUpdate.updates", (2, 4), lambda x, draw: raw.TensorScatterUpdate(tensor=draw.normal(3, 4), indices=once, updates=x))
    yield Case("ScatterNdNonAliasingAdd.input", (3, 4), lambda x, draw: raw.ScatterNdNonAliasingAdd(input=x, indices=ROWS, updates=draw.normal(3, 4)))
    yield Case("ScatterNdNonAliasingAdd.updates", (3, 4), lambda x, draw: raw.ScatterNdNonAliasingAdd(input=draw.normal(2, 4), indices=ROWS, updates=x))
    masks = dict(begin=[0, 1], end=[0, 4], strides=[1, 2], begin_mask=1, end_mask=1)
    yield Case("TensorStridedSliceUpdate.input", (3, 5), lambda x, draw: raw.TensorStridedSliceUpdate(input=x, value=draw.normal(3, 2), **masks))
    yield Case("TensorStridedSliceUpdate.value", (3, 2), lambda x, draw: raw.TensorStridedSliceUpdate(input=draw.normal(3, 5), value=x, **masks), unknown=())


SEGMENTS = [0, 0, 1, 3, 3, 3]
UNSORTED = [2, 0, -1, 2, 3, 0]


def segments():
    for op in "Sum", "Mean", "Max", "Min", "Prod":
        yield Case(f"Segment{op}", (6, 2), lambda x, draw, op=getattr(raw, "Segment" + op): op(data=x, segment_ids=SEGMENTS))
        if op != "Mean":
            yield Case(f"UnsortedSegment{op}", (6, 2), lambda x, draw, op=getattr(raw, "UnsortedSegment" + op): tf.clip_by_value(op(
                data=x, segment_ids=UNSORTED, num_segments=5), -9, 9))
            yield Case(f"UnsortedSegment{op}.matrix", (2, 3, 2), lambda x, draw, op=getattr(raw, "UnsortedSegment" + op): tf.clip_by_value(op(
                data=x, segment_ids=np.int64([[2, 0, 1], [2, 2, 0]]), num_segments=3), -9, 9))
    for op in "Max", "Min":
        yield Case(f"Segment{op}.ties", (6, 1), lambda x, draw, op=getattr(raw, "Segment" + op): op(data=x, segment_ids=SEGMENTS), values=exactly(1, 1, 2, 0, 3, 3))
    for op in "SegmentProd", "UnsortedSegmentProd":
        more = {} if op[0] == "S" else dict(num_segments=4)
        yield Case(op + ".zeros", (6, 1), lambda x, draw, op=getattr(raw, op), more=more: op(data=x, segment_ids=SEGMENTS, **more), values=exactly(0, 2, 3, 0, 0, 4))
    for op, number in itertools.product(("Sum", "Mean", "SqrtN"), (False, True)):
        def build(x, draw, op=op, number=number):
            inputs = dict(data=x, indices=[0, 2, 1, 2], segment_ids=[0, 0, 2, 2])
            if number:
                return getattr(raw, f"SparseSegment{op}WithNumSegments")(num_segments=4, **inputs)
            return getattr(raw, "SparseSegment" + op)(**inputs)

        yield Case(f"SparseSegment{op}{'WithNumSegments' if number else ''}", (3, 4), build)


def largest():
    yield Case("TopKV2", (2, 3, 5), lambda x, draw: raw.TopKV2(input=x, k=2).values)
    yield Case("TopKV2.vector", (6,), lambda x, draw: raw.TopKV2(input=x, k=3, sorted=False).values, unknown=())
    yield Case("TopKV2.rows", (2, 3, 5), lambda x, draw: tf.math.top_k(x, 4).values, unknown=(0, 1, 2))
    yield Case("ApproxTopK", (2, 8), lambda x, draw: raw.ApproxTopK(input=x, k=2, recall_target=1.0, reduction_dimension=-1, aggregate_to_topk=True).values,
               unknown=())
    for reverse in (False, True):
        yield Case(f"NthElement.{reverse}", (2, 3, 5), lambda x, draw, reverse=reverse: raw.NthElement(input=x, n=1, reverse=reverse))
    yield Case("NthElement.ties", (1, 4), lambda x, draw: raw.NthElement(input=x, n=1), values=exactly(2, 1, 1, 3))


def partitions():
    def part(x, draw):
        first, _, third = tf.dynamic_partition(x, [0, 2, 1, 0], 3)
        return tf.concat([first * 2, third * third], 0)

    yield Case("DynamicPartition", (4, 3), part, unknown=())
    for op in "DynamicStitch", "ParallelDynamicStitch":
        yield Case(op, (2, 3), lambda x, draw, op=getattr(raw, op): op(indices=[[0, 3], [[2], [1]]], data=[x, (x * x)[:, None]]))


def matrices():
    """A sparse matrix [3,4] with five values, times a dense one."""
    places, shape = np.int64([[0, 1], [0, 3], [1, 0], [2, 1], [2, 2]]), [3, 4]
    for ta, tb in itertools.product((False, True), (False, True)):
        inner = 3 if ta else 4
        size = (2, inner) if tb else (inner, 2)
        options = dict(a_indices=places, a_shape=shape, adjoint_a=ta, adjoint_b=tb)
        label = f"{'t' if ta else 'n'}{'t' if tb else 'n'}"
        yield Case(f"SparseTensorDenseMatMul.{label}.b", size, lambda x, draw, options=options: raw.SparseTensorDenseMatMul(
            a_values=draw.normal(5), b=x, **options), unknown=(1,) if tb else ())
        yield Case(f"SparseTensorDenseMatMul.{label}.values", (5,), lambda x, draw, options=options, size=size: raw.SparseTensorDenseMatMul(
            a_values=x, b=draw.normal(*size), **options), unknown=())
        for side in "a", "b":
            mine, other = ((4, 3) if ta else (3, 4)), ((5, 4) if tb else (4, 5))
            if side == "b":
                mine, other = other, mine
            yield Case(f"SparseMatMul.{label}.{side}", mine, lambda x, draw, ta=ta, tb=tb, side=side, other=other: raw.SparseMatMul(
                **{side: x, "b" if side == "a" else "a": draw.normal(*other)}, transpose_a=ta, transpose_b=tb), unknown=())
    yield Case("SparseToDense.values", (5,), lambda x, draw: raw.SparseToDense(sparse_indices=places, output_shape=np.int64(shape), sparse_values=x, default_value=0.5))
    yield Case("SparseToDense.default", (), lambda x, draw: raw.SparseToDense(
        sparse_indices=places, output_shape=np.int64(shape), sparse_values=draw.normal(5), default_value=x), values=exactly(0.5), unknown=())


def cases():
    for group in (scatters, segments, largest, partitions, matrices):
        yield from group()
