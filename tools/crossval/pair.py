"""The maps of PAIR-code/saliency, as it comes from PyPI, of a flat graph."""

import os
import tempfile
from unittest import mock

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf

import maps

tf1 = tf.compat.v1

NAME = "saliency 0.2.1"
STEPS = 25  # of integrated gradients, both ends among them
SMOOTHED_STEPS = 5  # at each noisy input
# Guided IG and Blur IG take fewer points than by default, and the window is so large that it lies in 36 places.
GUIDED_STEPS, BLUR_STEPS, PLACES = 20, 10, 6


def compute(network, target, x, noise):
    """Signed maps by method, in the shape of x, [1, ...]. noise, [samples, ...], takes the
    place of the random numbers that SmoothGrad draws."""
    with tempfile.TemporaryDirectory() as scratch, tf.Graph().as_default() as graph:
        placeholder = tf1.placeholder(tf.float32, x.shape, name="crossval/x")
        logits, weights = network.place(placeholder)
        # GuidedBackprop saves the variables of the graph, and cannot save none.
        variable = tf1.get_variable("crossval/variable", initializer=0.0)
        with tf1.Session(config=maps.config()) as session:
            session.run(variable.initializer)
            network.load(weights, session)
            return _compute((graph, session, logits[0, target], placeholder), x[0], noise, os.path.join(scratch, "variables"))


def _compute(network, x, noise, checkpoint):
    grad = saliency.GradientSaliency(*network)
    guided = saliency.GuidedBackprop(*network, tmp_ckpt_path=checkpoint)
    path = saliency.IntegratedGradients(*network)
    with guided.guided_sess:
        return {
            "grad": grad.GetMask(x, feed_dict={}),
            "guided_backprop": guided.GetMask(x, feed_dict={}),
            "smoothgrad": _smoothed(grad, x, noise),
            "smooth_guided_backprop": _smoothed(guided, x, noise),
            "vargrad": _smoothed(grad, x, noise) - _smoothed(grad, x, noise, magnitude=False) ** 2,
            "grad smoothed by mean": _smoothed(grad, x, noise, magnitude=False),
            "integrated_gradients endpoints": path.GetMask(x, feed_dict={}, x_steps=STEPS),
            "integrated_gradients smoothed": _smoothed(path, x, noise, x_steps=SMOOTHED_STEPS),
            "guided_ig": _guided(network, x),
            "blur_ig": saliency.BlurIG(*network).GetMask(x, feed_dict={}, steps=BLUR_STEPS),
            "occlusion": _occluded(network, x),
        }


def _occluded(network, x):
    """Here the score must have a batch."""
    graph, session, score, placeholder = network
    with graph.as_default():
        method = saliency.Occlusion(graph, session, tf.expand_dims(score, 0), placeholder)
    return method.GetMask(x, feed_dict={}, size=window(x))


def window(x):
    return min(x.shape[:2]) + 1 - PLACES


def _guided(network, x):
    """NumPy has renamed an argument of quantile, which saliency gives."""
    quantile = np.quantile
    with mock.patch.object(np, "quantile", lambda a, q, interpolation: quantile(a, q, method=interpolation)):
        return saliency.GuidedIG(*network).GetMask(x, feed_dict={}, x_steps=GUIDED_STEPS)


def _smoothed(method, x, noise, **options):
    """The mean of squares, which magnitude=True, the default, means, or the mean."""
    with mock.patch.object(np.random, "normal", side_effect=list(noise)):
        return method.GetSmoothedMask(x, feed_dict={}, nsamples=len(noise), **options)
