"""Records what PAIR-code/saliency makes one value for each pixel of: XRAI of a function whose gradient is known, and
Grad-CAM of given features and gradients:

    regions.py > methods/testdata/regions.json

saliency comes from PyPI (0.2.1). The function, f(x) = sum w tanh(v x), is that of methods/xrai_test.go; the image is
pixels / 64 - 2."""

import json
import sys

import numpy as np
from saliency.core import XRAI, GradCam, XRAIParameters
from saliency.core.base import CONVOLUTION_LAYER_VALUES, CONVOLUTION_OUTPUT_GRADIENTS, INPUT_OUTPUT_GRADIENTS
from scipy.ndimage import gaussian_filter

SHAPE = (32, 40, 3)
LARGE = (11, 18, 3)
SEED = 6


def main():
    random = np.random.RandomState(SEED)
    pixels = patches(random)
    i = np.arange(pixels.size).reshape(SHAPE)
    w, v = np.sin(i).astype(np.float32), np.cos(i / 50).astype(np.float32)
    x = (pixels / 64 - 2).astype(np.float32)

    def gradients(batch, call_model_args=None, expected_keys=()):
        return {INPUT_OUTPUT_GRADIENTS: np.stack([(w * v / np.cosh(v * one) ** 2).astype(np.float32) for one in batch])}

    recorded = {"pixels": pixels.ravel().tolist()}
    for algorithm in ("full", "fast"):
        mask = XRAI().GetMask(x, gradients, extra_parameters=XRAIParameters(steps=6, algorithm=algorithm))
        recorded["xrai " + algorithm] = numbers(mask)
    mask = XRAI().GetMask(x, gradients, extra_parameters=XRAIParameters(steps=6, area_threshold=0.4))
    recorded["xrai area 0.4"] = numbers(mask)
    blurred = np.stack([gaussian_filter(x[..., c].astype(np.float64), 2, mode="reflect", truncate=4) for c in range(3)], -1).astype(np.float32)
    mask = XRAI().GetMask(x, gradients, baselines=[blurred], extra_parameters=XRAIParameters(steps=6))
    recorded["xrai from blur 2"] = numbers(mask)
    for h, w in ((4, 5), (1, 1), (11, 18)):
        values, gradient = random.normal(size=(2, h, w, 6)).astype(np.float32)
        layer = {CONVOLUTION_LAYER_VALUES: values[None], CONVOLUTION_OUTPUT_GRADIENTS: gradient[None]}
        mask = GradCam().GetMask(np.zeros(LARGE), lambda *_, **__: layer, three_dims=False)
        recorded.update({"%s %dx%d" % (k, h, w): numbers(a) for k, a in (("values", values), ("gradient", gradient), ("grad_cam", mask))})
    json.dump(recorded, sys.stdout)


def patches(random):
    """Patches of colours, with noise: an image that has segments."""
    colours = random.randint(20, 236, (4, 5, 3)).repeat(8, 0).repeat(8, 1)
    return (colours + random.randint(-20, 20, SHAPE)).astype(int)


def numbers(a):
    """Nine digits, as many as a float32 needs."""
    return [float("%.9g" % v) for v in np.asarray(a).ravel()]


if __name__ == "__main__":
    main()
