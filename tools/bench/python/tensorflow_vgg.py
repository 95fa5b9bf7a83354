"""Serves VGG16 as the original Python code runs it: tensorflow_vgg.py CHECKPOINT INPUT.npy CLONE, of DeepExplain, or ""."""

import functools
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "reference"))

import serve  # first: it sets TensorFlow's log level

import clone
import numpy as np
import originals
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
checkpoint, x, original = sys.argv[1], np.load(sys.argv[2]), sys.argv[3]
one = x[:1]
deep = functools.partial(originals.DeepExplain, clone.load(original)) if original else originals.Equivalent
# What a task needs is constructed the first time that it is asked for, which warms up.
saliency = functools.cache(lambda: originals.Saliency(checkpoint))
explained = functools.cache(lambda: deep(checkpoint))
paper = functools.cache(lambda by_mask: originals.Paper(checkpoint, one, deep, by_mask))


def gradient(x):
    return saliency().network.run(saliency().by_batch, x)


serve.serve({
    "saliency": lambda: saliency().by_gradient.GetMask(x[0], {}),
    "gradient": lambda batch: gradient(x[:batch]),
    "path": lambda steps: one / steps * sum(gradient(one * np.float32((k + 1) / steps)) for k in range(steps)),
    "elrp": lambda: explained().elrp(one),
    "deeplift": lambda: explained().deeplift(one),
    "ig": lambda steps: explained().ig(one, steps),
    "threshold": lambda steps, samples: paper(by_mask=False).run(steps, samples),
    "mask": lambda steps, samples: paper(by_mask=True).run(steps, samples),
})  # fmt: skip
