"""How far two maps are from each other, and how far they may be."""

import collections

import numpy as np
from scipy import stats

# max is over the largest |b|, l2 is ||a - b|| / ||b||, rank is Spearman's correlation.
Distance = collections.namedtuple("Distance", "max l2 rank")

# Those of internal/integration/tolerance_test.go, which has the reasons, by method and variant: max, l2.
TOLERANCES = {
    "smooth_guided_backprop.plain": (1e-3, 1e-4),
    "smooth_guided_backprop.threshold": (1e-3, 1e-3),
    "elrp.plain": (1e-2, 3e-3),
    "deeplift.plain": (2e-4, 2e-4),
    "deeplift_maxpool.plain": (2e-4, 2e-4),
    "smoothgrad.plain": (2e-2, 5e-3),
    "smoothgrad.threshold": (1e-3, 1e-3),
    "integrated_gradients.plain": (5e-3, 5e-3),
    "integrated_gradients.threshold": (1e-3, 1e-3),
    "integrated_gradients endpoints.plain": (3e-2, 1e-2),
    "integrated_gradients endpoints.threshold": (2e-3, 2e-3),
    "integrated_gradients endpoints.mask": (2.5e-5, 1e-5),
}
ROUNDING = (1e-5, 1e-5)


# How many times as far as an original's map is from its own, where rounding alone differs, another may be
# from it: a network of random weights magnifies what is rounded.
NOISE = 4


def allowed(method, variant):
    return TOLERANCES.get("%s.%s" % (method, variant), ROUNDING)


def widened(bounds, noise):
    """noise are the distances of an original's map from its own."""
    return tuple(max([b] + [NOISE * d[i] for d in noise]) for i, b in enumerate(bounds))


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
