"""Matrix products: every transposition, x on either side, broadcast batches, and einsum."""
import itertools

import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case


def transposed(rows, columns, flag):
    return (columns, rows) if flag else (rows, columns)


def mat_mul():
    for a, b in itertools.product((False, True), repeat=2):
        left, right = transposed(3, 4, a), transposed(4, 5, b)
        flags = dict(transpose_a=a, transpose_b=b)
        label = f"{'t' if a else 'n'}{'t' if b else 'n'}"
        yield Case(f"MatMul.{label}.a", left, lambda x, draw, r=right, f=flags: raw.MatMul(a=x, b=draw.normal(*r), **f))
        yield Case(f"MatMul.{label}.b", right, lambda x, draw, l=left, f=flags: raw.MatMul(a=draw.normal(*l), b=x, **f))
        yield Case(f"MatMul.{label}.both", (3, 3), lambda x, draw, f=flags: raw.MatMul(a=x, b=x, **f))


def batch_mat_mul():
    batches = {"same": ((2,), (2,)), "two": ((2, 3), (2, 3)), "rank": ((2,), ()), "of_rank": ((), (2,)), "cross": ((2, 1), (3,)), "of_one": ((1,), (2,))}
    for op, (label, (of_x, of_other)), a, b in itertools.product(
            ("BatchMatMulV2", "BatchMatMul"), batches.items(), (False, True), (False, True)):
        if op == "BatchMatMul" and of_x != of_other:
            continue
        left, right = transposed(3, 2, a), transposed(2, 4, b)
        flags = dict(adj_x=a, adj_y=b)
        name = f"{op}.{label}.{'t' if a else 'n'}{'t' if b else 'n'}"
        yield Case(name + ".x", of_x + left, lambda x, draw, op=getattr(raw, op), s=of_other + right, f=flags: op(x=x, y=draw.normal(*s), **f))
        yield Case(name + ".y", of_x + right, lambda x, draw, op=getattr(raw, op), s=of_other + left, f=flags: op(x=draw.normal(*s), y=x, **f))


def attention():
    """Both operands depend on x."""
    def build(x, draw):
        scores = raw.BatchMatMulV2(x=x, y=x, adj_y=True)
        return raw.BatchMatMulV2(x=tf.nn.softmax(scores * 0.5), y=x)

    yield Case("BatchMatMulV2.attention", (2, 3, 4), build)


def einsum():
    for equation, shape, other in (("abc,cd->abd", (2, 3, 4), (4, 5)), ("ab,bc->ac", (2, 3), (3, 4)), ("abcd,aecd->aceb", (2, 3, 2, 4), (2, 5, 2, 4)),
                                   ("acbe,aecd->abcd", (2, 2, 3, 5), (2, 5, 2, 4)), ("abc,cde->abde", (2, 3, 4), (4, 2, 3)),
                                   ("abcd,cde->abe", (2, 3, 2, 4), (2, 4, 3)), ("ab,ab->a", (2, 3), (2, 3)), ("...c,cd->...d", (2, 3, 4), (4, 5)),
                                   ("ab,cd->abcd", (2, 3), (2, 2)), ("abc,c->ab", (2, 3, 4), (4,))):
        label = equation.replace(",", "_").replace("->", "_to_").replace("...", "dots")
        yield Case(f"Einsum.{label}.first", shape, lambda x, draw, e=equation, s=other: raw.Einsum(inputs=[x, draw.normal(*s)], equation=e))
        yield Case(f"Einsum.{label}.second", other, lambda x, draw, e=equation, s=shape: raw.Einsum(inputs=[draw.normal(*s), x], equation=e), unknown=())
    for equation, shape in ("abc->cab", (2, 3, 4)), ("ab->a", (2, 3)), ("aab->ab", (3, 3, 2)):
        yield Case(f"Einsum.{equation.replace('->', '_to_')}", shape, lambda x, draw, e=equation: raw.Einsum(inputs=[x], equation=e), unknown=())


def cases():
    for group in (mat_mul, batch_mat_mul, attention, einsum):
        yield from group()
