"""The maps of marcoancona/DeepExplain, from a clone that stays as it is, of a flat graph."""

import tensorflow as tf

import maps

tf1 = tf.compat.v1

NAME = "DeepExplain"
STEPS = 10  # of integrated gradients


def compute(DeepExplain, network, target, x):
    """Signed maps by method, in the shape of x, [1, ...]."""
    with tf.Graph().as_default(), tf1.Session(config=maps.config()) as session, DeepExplain(session=session) as explainer:
        placeholder = tf1.placeholder(tf.float32, x.shape, name="crossval/x")
        # The ops must come to be in DeepExplain's context: that overrides their gradients.
        logits, weights = network.place(placeholder)
        network.load(weights, session)
        score = logits[:, target : target + 1]
        return {
            "elrp": explainer.explain("elrp", score, placeholder, x),
            "deeplift": explainer.explain("deeplift", score, placeholder, x),
            "integrated_gradients": explainer.explain("intgrad", score, placeholder, x, steps=STEPS),
        }
