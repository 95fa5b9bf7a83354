"""The maps of marcoancona/DeepExplain, from a clone that stays as it is, of a flat graph."""

import contextlib
from unittest import mock

import numpy as np
import tensorflow as tf

import maps
import pair

tf1 = tf.compat.v1

NAME = "DeepExplain"
STEPS = 10  # of integrated gradients
DRAWS = 5  # of expected gradients
STRIDE = 5  # of occlusion, whose window is pair.window: it covers all of the input from four places
ORDERS = 2  # of Shapley value sampling, whose features are channels


def compute(DeepExplain, network, target, x, noise):
    """Signed maps by method, in the shape of x, [1, ...]. The orders of Shapley value sampling are those of noise, [samples, ...]."""
    with _explained(DeepExplain, network, target, x.shape) as (explainer, score, placeholder):
        found = {
            "elrp": explainer.explain("elrp", score, placeholder, x),
            "deeplift": explainer.explain("deeplift", score, placeholder, x),
            "integrated_gradients": explainer.explain("intgrad", score, placeholder, x, steps=STEPS),
            "grad_x_input": explainer.explain("grad*input", score, placeholder, x),
            "saliency": explainer.explain("saliency", score, placeholder, x),
        }
        with _numpys_scalars():
            window = pair.window(x[0])
            found["occlusion mean_drop"] = explainer.explain("occlusion", score, placeholder, x, window_shape=(window, window, x.shape[3]), step=STRIDE)
    return {**found, "shapley_sampling": _shapley(DeepExplain, network, target, x, noise)}


def _numpys_scalars():
    """NumPy has lost a function that DeepExplain uses."""
    return mock.patch.object(np, "asscalar", lambda a: a.item(), create=True)


@contextlib.contextmanager
def _explained(DeepExplain, network, target, shape, place=lambda x: x):
    """DeepExplain at a network, the score and the placeholder, which place turns into what the network takes."""
    with tf.Graph().as_default(), tf1.Session(config=maps.config()) as session, DeepExplain(session=session) as explainer:
        placeholder = tf1.placeholder(tf.float32, shape, name="crossval/x")
        # The ops must come to be in DeepExplain's context: that overrides their gradients.
        logits, weights = network.place(place(placeholder))
        network.load(weights, session)
        yield explainer, logits[:, target : target + 1], placeholder


def _shapley(DeepExplain, network, target, x, noise):
    """DeepExplain finds the features that are sampled only where their dimensions come first, and gives a value to each."""
    first = np.moveaxis(x, 3, 1)
    orders = [np.argsort(n.ravel()[: first.shape[1]], kind="stable") for n in noise[:ORDERS]]
    with _numpys_scalars(), mock.patch.object(np.random, "permutation", side_effect=orders):
        with _explained(DeepExplain, network, target, first.shape, lambda x: tf.transpose(x, [0, 2, 3, 1])) as (explainer, score, placeholder):
            values = explainer.explain("shapley_sampling", score, placeholder, first, samples=ORDERS, sampling_dims=[1])
    return np.broadcast_to(values[:, None, None, :], x.shape)
