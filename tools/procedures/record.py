"""Records what PAIR-code/saliency, captum and DeepExplain make of a function whose gradient is known:

    record.py > methods/testdata/procedures.json

saliency (0.2.1) and captum (0.9.0) come from PyPI; DeepExplain's two methods need a session, so their loops are written here.
The function, f(x) = sum w tanh(v x) + (sum x)^2 / 50, is that of methods/procedure_test.go."""

import json
import sys
from unittest import mock

import numpy as np
import torch
from captum.attr import GradientShap, IntegratedGradients
from saliency.core import BlurIG, GuidedIG, Occlusion
from saliency.core import IntegratedGradients as IntegratedGradientsOfSaliency
from saliency.core.base import INPUT_OUTPUT_GRADIENTS, OUTPUT_LAYER_VALUES
from scipy.ndimage import gaussian_filter

SHAPE = (7, 6, 3)
SEED = 5


def main():
    random = np.random.RandomState(SEED)
    x, w, v, baseline = (random.normal(size=SHAPE).astype(np.float32) for _ in range(4))
    noise = random.normal(size=(2, *SHAPE)).astype(np.float32)

    def score(x):
        return np.sum(w * np.tanh(v * x), dtype=np.float64) + np.sum(x, dtype=np.float64) ** 2 / 50

    def gradient(x):
        return (w * v / np.cosh(v * x) ** 2 + np.sum(x, dtype=np.float64) / 25).astype(np.float32)

    def call(batch, call_model_args=None, expected_keys=()):
        of = {INPUT_OUTPUT_GRADIENTS: gradient, OUTPUT_LAYER_VALUES: score}
        return {key: np.stack([of[key](one.astype(np.float32)) for one in batch]) for key in expected_keys}

    maps = {
        "guided_ig": guided(x, call, baseline),
        "baseline mean": np.broadcast_to(x.mean((0, 1)), SHAPE),
        "baseline blur": gaussian_filter(x, (1.5, 1.5, 0)),
        "baseline blur far": gaussian_filter(x, (9, 9, 0)),
        **{f"gauss_legendre {n}": gauss_legendre(x, w, v, baseline, n) for n in (1, 2, 7, 50)},
        **expected(x, w, v, np.stack([baseline, np.zeros(SHAPE, np.float32)]), noise),
        **smoothed(x, call, baseline, noise),
        "blur_ig": BlurIG().GetMask(x, call, max_sigma=3, steps=6),
        "occlusion": Occlusion().GetMask(x, call, size=3),
        "occlusion mean_drop": mean_drop(x, score, 3, 2),
        "shapley_sampling": shapley(x, score, noise, lambda x, i: x.reshape(-1)[i : i + 1]),
        "shapley_sampling pixels": shapley(x, score, noise, lambda x, i: x.reshape(-1, SHAPE[2])[i : i + 1] if i < SHAPE[0] * SHAPE[1] else None),
        "shapley_sampling channels": shapley(x, score, noise, lambda x, i: x[:, :, i : i + 1] if i < SHAPE[2] else None),
    }
    given = {"x": x, "w": w, "v": v, "baseline": baseline, "noise": noise}
    json.dump({k: np.asarray(a, np.float64).ravel().tolist() for k, a in {**given, **maps}.items()}, sys.stdout)


class Function(torch.nn.Module):
    """The function in PyTorch, of a batch, in float64."""

    def __init__(self, w, v):
        super().__init__()
        self.w, self.v = torch.tensor(w, dtype=torch.float64), torch.tensor(v, dtype=torch.float64)

    def forward(self, x):
        rows = tuple(range(1, x.dim()))
        return (self.w * torch.tanh(self.v * x)).sum(rows) + x.sum(rows) ** 2 / 50


def tensor(array):
    return torch.tensor(array, dtype=torch.float64)


def gauss_legendre(x, w, v, baseline, n):
    """captum's integrated gradients, whose default path is Gauss-Legendre's."""
    ig = IntegratedGradients(Function(w, v))
    return ig.attribute(tensor(x)[None], tensor(baseline)[None], n_steps=n)[0].numpy()


def expected(x, w, v, baselines, noise):
    """captum's GradientShap, its random numbers given: places on the way, baselines, and noise."""
    places, which, sd = np.float32([0.25, 0.625]), [1, 0], np.float32(0.25)
    stdev = float(sd) * (float(x.max()) - float(x.min()))
    with (
        mock.patch.object(np.random, "uniform", lambda low, high, n: places.astype(np.float64)),
        mock.patch.object(np.random, "choice", lambda n, size: np.array(which)),
        mock.patch.object(torch, "normal", lambda mean, stdevs: stdevs * tensor(noise).reshape(stdevs.shape)),
    ):
        maps = {
            name: GradientShap(Function(w, v)).attribute(tensor(x)[None], tensor(baselines), n_samples=2, stdevs=sd)[0].numpy()
            for name, sd in {"expected_gradients": 0.0, "expected_gradients noisy": stdev}.items()
        }
    return {**maps, "places": places, "which": np.float32(which)}


def smoothed(x, call, baseline, noise):
    """saliency's SmoothGrad over integrated gradients, its noise given."""
    maps = {}
    for name, magnitude in {"squares": True, "mean": False}.items():
        given = iter(noise)
        with mock.patch.object(np.random, "normal", lambda mean, stdev, shape: next(given)):
            maps["smoothed " + name] = IntegratedGradientsOfSaliency().GetSmoothedMask(
                x, call, x_baseline=baseline, x_steps=5, nsamples=len(noise), magnitude=magnitude
            )
    return maps


def guided(x, call, baseline):
    """NumPy has renamed an argument that saliency uses."""
    quantile = np.quantile
    renamed = lambda a, q, interpolation: quantile(a, q, method=interpolation)
    with mock.patch.object(np, "quantile", renamed):
        return GuidedIG().GetMask(x, call, x_baseline=baseline, x_steps=20, fraction=0.3, max_dist=0.1)


def mean_drop(x, score, side, stride):
    """DeepExplain's Occlusion with windows (side, side, channels) and a stride for height and width."""
    heat, count = np.zeros(x.shape), np.zeros(x.shape)
    for i in range(0, x.shape[0] - side + 1, stride):
        for j in range(0, x.shape[1] - side + 1, stride):
            masked = x.copy()
            masked[i : i + side, j : j + side] = 0
            heat[i : i + side, j : j + side] += score(x) - score(masked)
            count[i : i + side, j : j + side] += side * side * x.shape[2]
    return np.divide(heat, count, out=np.zeros(x.shape), where=count > 0)


def shapley(x, score, noise, feature):
    """DeepExplain's ShapleySampling, whose permutations are the orders of noise."""
    result = np.zeros(x.shape)
    for sample in noise:
        n = next((i for i in range(x.size) if feature(x, i) is None), x.size)
        left, last = x.copy(), score(x)
        for i in np.argsort(sample.ravel()[:n], kind="stable"):
            feature(left, i)[...] = 0
            now = score(left)
            feature(result, i)[...] += last - now
            last = now
    return result / len(noise)


main()
