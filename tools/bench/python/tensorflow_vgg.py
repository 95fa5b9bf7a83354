"""Serves VGG16 as the original Python code runs it: tensorflow_vgg.py CHECKPOINT INPUT.npy [THREADS].

DEEPEXPLAIN names a clone of DeepExplain; without one, rules.py stands in for it.
"""

import functools
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.append(str(pathlib.Path(__file__).parents[2] / "reference"))

import numpy as np
import tensorflow as tf

import clone
import gradients
import original
import paper
import rules
import serve

tf.compat.v1.disable_eager_execution()


class Worker:
    """What a task needs is constructed the first time that it is asked for, which warms up."""

    def __init__(self, checkpoint, inputs, threads, deepexplain):
        self.network, self.x = (checkpoint, threads), np.load(inputs)
        self.rules = functools.partial(original.Original, clone.load(deepexplain)) if deepexplain else rules.Rules

    @functools.cached_property
    def gradients(self):
        return gradients.Gradients(*self.network)

    @functools.cached_property
    def explained(self):
        return self.rules(*self.network)

    @functools.cached_property
    def experiment(self):
        return paper.Paper(*self.network, self.x[:1], self.rules)

    def tasks(self):
        one = self.x[:1]
        return {
            "saliency_gradient": lambda: self.gradients.gradient_mask(one),
            "gradient": lambda batch: self.gradients.gradient(self.x[:batch]),
            "elrp": lambda: self.explained.elrp(one),
            "deeplift": lambda: self.explained.deeplift(one),
            "ig": lambda steps: self.explained.ig(one, steps),
            "paper": lambda steps, samples: self.experiment.run(steps, samples),
        }


def main(checkpoint, inputs, threads="0"):
    serve.serve(Worker(checkpoint, inputs, int(threads), os.environ.get("DEEPEXPLAIN")).tasks())


main(*sys.argv[1:])
