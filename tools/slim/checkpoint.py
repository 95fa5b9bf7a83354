"""Writes checkpoints of TF-slim's networks with random weights, and the logits that TensorFlow computes with them.

checkpoint.py thin DIR writes those of networks.THIN, checkpoint.py full DIR NAME... those named of networks.ALL:
DIR/NAME.ckpt.* and DIR/NAME.logits.npy, for the image that pattern makes.
"""

import sys

import networks
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1


def pattern(size):
    """An image of integers, so that any language makes the same one, in -1..1."""
    y, x, c = np.indices((size, size, 3))
    return (((7 * y + 13 * x + 29 * c + x * y) % 256) / 127.5 - 1).astype(np.float32)[None]


def randomize(variable, random):
    """Random values; those that TF-slim begins with would hide that two variables are swapped."""
    shape = variable.shape.as_list()
    kind = variable.op.name.rpartition("/")[2]
    if kind in ("moving_variance", "gamma"):
        return random.uniform(0.5, 1.5, shape)
    if len(shape) == 1:
        return random.normal(0, 0.1, shape)
    return random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape)


def write(network, directory):
    random = np.random.default_rng(7)
    with tf1.Graph().as_default(), tf1.Session() as session:
        image, logits = network.build()
        for variable in sorted(tf1.global_variables(), key=lambda v: v.op.name):
            variable.load(randomize(variable, random).astype(np.float32), session)
        values = session.run(logits, {image: pattern(network.size)})[0]
        tf1.train.Saver().save(session, f"{directory}/{network.name}.ckpt", write_meta_graph=False, write_state=False)
    np.save(f"{directory}/{network.name}.logits.npy", values)


def main(which, directory, *names):
    tf1.disable_v2_behavior()
    tf1.disable_resource_variables()
    for network in networks.THIN if which == "thin" else networks.ALL:
        if which == "thin" or network.name in names:
            write(network, directory)


main(*sys.argv[1:])
