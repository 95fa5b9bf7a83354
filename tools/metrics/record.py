"""Records what Quantus 0.6.0, scikit-image and xplique 2.0.2 measure of maps of a network that is a formula:

    python tools/metrics/record.py evaluate/testdata/others.json     (make metrics)

The score of class c at x is sum_i w[c,i] tanh(x_i) + v[c] (sum_i x_i)^2 / 100. Images are 12 x 16 pixels of 3 channels, with a seed of 5."""

import json
import sys
import warnings

import numpy as np
import quantus
import tensorflow as tf
from quantus.functions import complexity_func, loss_func, norm_func, perturb_func, similarity_func
from xplique.metrics import Deletion, Insertion

HEIGHT, WIDTH, CHANNELS, CLASSES = 12, 16, 3, 4


def main(into):
    warnings.simplefilter("ignore")
    random = np.random.RandomState(5)
    x = random.randn(HEIGHT, WIDTH, CHANNELS).astype(np.float32)
    w = random.randn(CLASSES, x.size).astype(np.float32)
    v = random.randn(CLASSES).astype(np.float32)
    target = int(np.argmax(scores(x[None], w, v)[0]))
    gradient = w[target].reshape(x.shape) * (1 - np.tanh(x) ** 2)
    other = gradient * (1 + random.randn(*x.shape).astype(np.float32))
    region = np.zeros((HEIGHT, WIDTH), bool)
    region[3:9, 2:10] = True
    removed = random.permutation(HEIGHT * WIDTH)[:120]
    record = {
        "height": HEIGHT, "width": WIDTH, "x": flat(x), "w": flat(w), "v": flat(v), "target": target, "gradient": flat(gradient), "other": flat(other),
        "region": region.ravel().tolist(), "removed": removed.tolist(),
        "quantus": of_quantus(x, gradient, other, region, removed, random), "xplique": of_xplique(x, w, v, target, gradient),
    }  # fmt: skip
    with open(into, "w") as f:
        json.dump(record, f, separators=(",", ":"))
        f.write("\n")


def flat(a):
    return np.asarray(a, np.float64).ravel().tolist()


def scores(x, w, v):
    flat_x = x.reshape(len(x), -1)
    return np.tanh(flat_x) @ w.T + np.square(flat_x.sum(1, keepdims=True)) / 100 * v


def of_quantus(x, gradient, other, region, removed, random):
    pixels, changed = np.abs(gradient).sum(-1), np.abs(other).sum(-1)
    batch, mask = pixels[None, None].astype(np.float64), region[None, None]
    said, lost = random.randn(20), random.randn(20)
    scale = said @ lost / (said @ said)
    maps = [gradient + 0.1 * random.randn(*gradient.shape) for _ in range(5)]
    first = x.transpose(2, 0, 1)
    with np.errstate(all="ignore"):
        return {
            "sparseness": quantus.Sparseness(disable_warnings=True).evaluate_batch(x_batch=None, a_batch=batch.copy())[0],
            "complexity": quantus.Complexity(disable_warnings=True).evaluate_batch(x_batch=None, a_batch=batch.copy())[0],
            "pointing": float(quantus.PointingGame(disable_warnings=True).evaluate_batch(a_batch=batch, s_batch=mask)[0]),
            "mass": quantus.RelevanceMassAccuracy(disable_warnings=True).evaluate_batch(a_batch=batch, s_batch=mask)[0],
            "spearman": similarity_func.correlation_spearman(pixels.ravel(), changed.ravel()),
            "ssim": similarity_func.ssim(pixels / pixels.max(), changed / changed.max()),
            "discrete_entropy": complexity_func.discrete_entropy(pixels, None),
            "said": flat(said), "lost": flat(lost), "infidelity": loss_func.mse(a=lost, b=scale * said) / np.mean(lost**2),
            "maps": [flat(m) for m in maps], "max_sensitivity": max(norm_func.fro_norm(similarity_func.difference(gradient.ravel(), m.ravel())) for m in maps) / norm_func.fro_norm(gradient.ravel()),
            "imputed": flat(perturb_func.noisy_linear_imputation(first, removed, noise=0).reshape(CHANNELS, -1)[:, removed]),
        }  # fmt: skip


def of_xplique(x, w, v, target, gradient):
    class Network(tf.Module):
        def __call__(self, x):
            flat_x = tf.reshape(x, [tf.shape(x)[0], -1])
            return tf.tanh(flat_x) @ tf.transpose(w) + tf.square(tf.reduce_sum(flat_x, 1, keepdims=True)) / 100 * v

    one_hot = np.eye(CLASSES, dtype=np.float32)[[target]]
    pixels = np.abs(gradient).sum(-1)[None]
    found = {}
    for name, metric in (("insertion", Insertion), ("deletion", Deletion)):
        found[name] = float(metric(Network(), x[None], one_hot, steps=10).evaluate(pixels))
        found[name + "_softmax"] = float(metric(Network(), x[None], one_hot, steps=10, activation="softmax").evaluate(pixels))
    return found


if __name__ == "__main__":
    main(sys.argv[1])
