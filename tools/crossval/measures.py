"""How far two maps are from each other, and how far they may be."""

import collections
import pathlib
import sys

import numpy as np
from scipy import stats

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tolerances"))

import tolerances

# max is over the largest |b|, l2 is ||a - b|| / ||b||, rank is Spearman's correlation.
Distance = collections.namedtuple("Distance", "max l2 rank")


def allowed(method, variant):
    """max and l2, on whatever processor."""
    return tolerances.of_map(method, variant, "other processors", "maps")


def widened(bounds, noise):
    """noise are the distances of an original's map from its own, where rounding alone differs."""
    return tuple(max([b] + [tolerances.of("noise") * d[i] for d in noise]) for i, b in enumerate(bounds))


def distance(a, b):
    a, b = (np.asarray(v, np.float64).ravel() for v in (a, b))
    scale = np.abs(b).max()
    if scale == 0:
        same = not a.any()
        return Distance(0.0 if same else np.inf, 0.0 if same else np.inf, 1.0 if same else np.nan)
    off = a - b
    return Distance(np.abs(off).max() / scale, np.linalg.norm(off) / np.linalg.norm(b), stats.spearmanr(a, b).statistic)


def passes(d, bounds):
    return bool(d.max <= bounds[0] and d.l2 <= bounds[1])
