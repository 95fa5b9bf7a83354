"""Select and SelectV2 with x on either side, and the broadcasts SelectV2 allows."""
import numpy as np
from tensorflow import raw_ops as raw

from case import Case


def mask(*shape):
    return np.arange(np.prod(shape, dtype=int)).reshape(shape) % 3 == 0


def select():
    for op, arguments in ("Select", ("x", "y")), ("SelectV2", ("t", "e")):
        for side in (0, 1):
            def build(x, draw, op=op, names=arguments, side=side):
                return getattr(raw, op)(condition=mask(2, 3, 4), **{names[side]: x, names[1 - side]: draw.normal(2, 3, 4)})

            yield Case(f"{op}.{('then', 'else')[side]}", (2, 3, 4), build)
        yield Case(f"{op}.greater", (2, 3, 4), lambda x, draw, op=getattr(raw, op), n=arguments: op(condition=x > 0.2, **{n[0]: x * x, n[1]: 3 * x}))
    yield Case("Select.rows", (2, 3), lambda x, draw: raw.Select(condition=np.array([False, True]), x=x, y=draw.normal(2, 3)))


def select_broadcast():
    wide = (2, 3, 4)
    for label, condition, shape, other in (("condition", (3, 1), wide, wide), ("other.scalar", wide, wide, ()), ("x.channel", wide, (4,), wide),
                                           ("x.scalar", wide, (), (4,)), ("x.n11c", (3, 4), (2, 1, 1), (1, 3, 1)), ("condition.scalar", (), wide, wide),
                                           ("batch_of_one", wide, (1, 3, 4), ())):
        for side in ("then", "else"):
            def build(x, draw, condition=condition, other=other, side=side):
                pair = (x, draw.normal(*other)) if side == "then" else (draw.normal(*other), x)
                return raw.SelectV2(condition=mask(*condition), t=pair[0], e=pair[1])

            yield Case(f"SelectV2.{side}.{label}", shape, build)


def cases():
    for group in (select, select_broadcast):
        yield from group()
