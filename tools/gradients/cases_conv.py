"""Convolutions: kernels, strides, dilations, paddings and groups."""
import itertools

from tensorflow import raw_ops as raw

from case import Case

EXPLICIT = {"even": [1, 1, 1, 1], "uneven": [0, 2, 1, 0]}


def hw(rows, columns):
    return [1, rows, columns, 1]


def explicit(name):
    return dict(padding="EXPLICIT", explicit_paddings=[0, 0] + EXPLICIT[name] + [0, 0])


def conv2d(name, shape, kernel, strides=(1, 1), dilations=(1, 1), pad=None, channels=None, **options):
    """kernel is [rows, columns, out]; channels are the filter's input channels (fewer than x's: a grouped convolution)."""
    rows, columns, out = kernel
    size = (rows, columns, channels or shape[-1], out)

    def build(x, draw):
        return raw.Conv2D(input=x, filter=draw.normal(*size), strides=hw(*strides), dilations=hw(*dilations), **pad or dict(padding="SAME"))

    basis = dilations != (1, 1) or size[2] != shape[-1]
    return Case("Conv2D." + name, shape, build, by_basis=basis, **options)


def conv2d_grid():
    for size, kernel, stride, padding in itertools.product((5, 6, 7), (1, 2, 3), (1, 2, 3), ("SAME", "VALID")):
        name = f"{padding}.{size}x{size - 1}.k{kernel}.s{stride}"
        yield conv2d(name, (2, size, size - 1, 2), (kernel, kernel, 3), (stride, stride), pad=dict(padding=padding))


def conv2d_dilated():
    for padding, size, stride in itertools.product(("SAME", "VALID"), (6, 7), (1, 2)):
        name = f"{padding}.{size}x{size}.k3.s{stride}.d2"
        yield conv2d(name, (1, size, size, 2), (3, 3, 2), (stride, stride), (2, 2), dict(padding=padding))
    yield conv2d("EXPLICIT.even.k3.d2", (1, 6, 7, 2), (3, 3, 2), dilations=(2, 2), pad=explicit("even"))
    yield conv2d("EXPLICIT.uneven.k3.d2", (1, 6, 7, 2), (3, 3, 2), dilations=(2, 2), pad=explicit("uneven"))
    yield conv2d("SAME.k3.d2x1", (1, 6, 7, 2), (3, 3, 2), dilations=(2, 1))
    yield conv2d("SAME.k2.d2", (1, 6, 7, 2), (2, 2, 2), dilations=(2, 2))
    yield conv2d("SAME.k3.d2.hw", (1, 6, 7, 2), (3, 3, 2), dilations=(2, 2), unknown=(0, 1, 2))


def conv2d_others():
    valid = dict(padding="VALID")
    for (pad, size), stride in itertools.product(zip(EXPLICIT, (6, 7)), (1, 2, 3)):
        yield conv2d(f"EXPLICIT.{pad}.k3.s{stride}", (2, size, 5, 2), (3, 3, 3), (stride, stride), pad=explicit(pad))
    for rows, columns in ((1, 3), (3, 1), (1, 7), (7, 1), (5, 5)):
        yield conv2d(f"SAME.k{rows}x{columns}", (2, 7, 6, 2), (rows, columns, 2))
    yield conv2d("VALID.k2x3.s2x1", (2, 7, 6, 2), (2, 3, 2), (2, 1), pad=valid)
    yield conv2d("SAME.k3.s1x3", (2, 7, 6, 2), (3, 3, 2), (1, 3))
    yield conv2d("SAME.7x7.k7.s2", (2, 7, 7, 2), (7, 7, 2), (2, 2))
    yield conv2d("VALID.whole.7x7", (2, 7, 7, 2), (7, 7, 4), pad=valid)
    yield conv2d("VALID.whole.5x6.static", (2, 5, 6, 3), (5, 6, 4), pad=valid, unknown=())
    yield conv2d("VALID.whole.5x6.hw", (2, 5, 6, 3), (5, 6, 4), pad=valid, unknown=(0, 1, 2))
    for stride in (1, 2):
        yield conv2d(f"SAME.k3.s{stride}.static", (2, 6, 5, 2), (3, 3, 3), (stride, stride), unknown=())
        yield conv2d(f"SAME.k3.s{stride}.hw", (2, 6, 5, 2), (3, 3, 3), (stride, stride), unknown=(0, 1, 2))
        yield conv2d(f"SAME.k1.s{stride}.hw", (2, 6, 5, 2), (1, 1, 3), (stride, stride), unknown=(0, 1, 2))
        yield conv2d(f"SAME.k3.s{stride}.grouped", (1, 6, 5, 4), (3, 3, 4), (stride, stride), channels=2)
        yield conv2d(f"SAME.k3.s{stride}.grouped.one", (1, 6, 5, 4), (3, 3, 4), (stride, stride), channels=1)
    yield conv2d("SAME.k3.grouped.one.m2", (1, 6, 5, 4), (3, 3, 8), channels=1)
    yield conv2d("SAME.k3.grouped.one.m2.hw", (1, 6, 5, 4), (3, 3, 8), channels=1, unknown=(0, 1, 2))
    yield conv2d("SAME.k3.d2.grouped.one", (1, 6, 7, 3), (3, 3, 3), dilations=(2, 2), channels=1)
    yield conv2d("SAME.k3.s1x2.grouped.one", (1, 6, 5, 4), (3, 3, 4), (1, 2), channels=1)
    yield conv2d("EXPLICIT.uneven.k3.grouped.one", (1, 6, 5, 4), (3, 3, 4), pad=explicit("uneven"), channels=1)


def cases():
    for group in (conv2d_grid, conv2d_dilated, conv2d_others):
        yield from group()
