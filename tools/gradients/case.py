"""What one recorded case is, and the random numbers it may draw."""
import zlib
from dataclasses import dataclass
from typing import Callable

import numpy as np

SEED = 2024


class Draw:
    """Random float32 arrays that depend on SEED and the case's name alone, so that adding a case leaves the others as they are."""

    def __init__(self, name):
        self._random = np.random.RandomState([SEED, zlib.crc32(name.encode())])

    def normal(self, *shape):
        return np.asarray(self._random.standard_normal(shape), np.float32)

    def wide(self, *shape):
        """Reaches past the kinks of Relu6 and the hard swish."""
        return 4 * self.normal(*shape)

    def positive(self, *shape):
        return np.asarray(self._random.uniform(0.3, 2, shape), np.float32)

    def unit(self, *shape):
        """Within (-1, 1): the domain of Asin and Atanh."""
        return np.asarray(self._random.uniform(-0.9, 0.9, shape), np.float32)


@dataclass(frozen=True)
class Case:
    """y = build(x, draw), with x drawn by values and fed to a placeholder whose axes `unknown` have no static size."""

    name: str
    shape: tuple
    build: Callable
    values: Callable = Draw.normal
    unknown: tuple = (0,)
    # Python cannot compute the backward pass on a CPU; the op is linear, so dx comes from its value on basis vectors.
    by_basis: bool = False

    def static_shape(self):
        return [None if axis in self.unknown else size for axis, size in enumerate(self.shape)]


def exactly(*numbers):
    """Values for a case whose x is written out."""
    return lambda draw, *shape: np.asarray(numbers, np.float32).reshape(shape)
