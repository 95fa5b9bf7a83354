"""Networks whose score is not one of [N,classes], or that have nothing to freeze."""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save


def weights(seed, *shapes):
    draw = np.random.default_rng(seed)
    return [tf.constant(0.5 * draw.standard_normal(shape), tf.float32) for shape in shapes]


def case_linear(directory):
    """A network without an activation: there is nothing to freeze."""
    k, w = weights(71, (3, 3, 2, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(tf.nn.conv2d(x, k, 1, "SAME"), [1, 2]), w)

    save(directory, "linear", lambda x: f(x, plain), tf.TensorSpec([None, 5, 5, 2], name="x"))
    record(directory, "linear", f, np.random.default_rng(71).standard_normal((1, 5, 5, 2)), variants=("plain",))


def case_segmentation(directory):
    """Scores of each pixel, [H,W,classes], behind a Softmax."""
    k, l, w = weights(72, (3, 3, 2, 4), (3, 3, 4, 4), (1, 1, 4, 3))

    def logits(x, act):
        u = act(tf.nn.relu, tf.nn.conv2d(x, k, 2, "SAME"))
        u = act(tf.nn.relu, tf.nn.conv2d(u, l, 1, "SAME"))
        return tf.nn.conv2d(u, w, 1, "SAME")

    write_positions(directory, "segmentation", logits, (8, 8, 2), 72, then=tf.nn.softmax)


def case_steps(directory):
    """A sequence model: scores of each step, [T,classes]."""
    k, w = weights(73, (3, 5, 6), (6, 4))

    def logits(x, act):
        return tf.tensordot(act(tf.nn.relu, tf.nn.conv1d(x, k, 1, "SAME")), w, 1)

    write_positions(directory, "steps", logits, (7, 5), 73)


def case_flat_steps(directory):
    """The same as TensorFlow 1 writes it: all steps of all sequences are rows, [N*T,classes]."""
    k, w = weights(74, (3, 5, 6), (6, 4))

    def logits(x, act):
        u = act(tf.nn.relu, tf.nn.conv1d(x, k, 1, "SAME"))
        return tf.reshape(tf.matmul(tf.reshape(u, [-1, 6]), w), [-1, 7, 4])

    write_positions(directory, "flat_steps", logits, (7, 5), 74, then=lambda u: tf.reshape(u, [-1, 4]))


def case_autoencoder(directory):
    """An image in, an image out, [H,W,1], through a Sigmoid."""
    k, l = weights(75, (3, 3, 1, 3), (3, 3, 3, 1))

    def logits(x, act):
        u = act(tf.nn.relu, tf.nn.conv2d(x, k, 2, "SAME"))
        u = act(tf.nn.relu, tf.image.resize(u, [6, 6], "nearest"))
        return tf.nn.conv2d(u, l, 1, "SAME")

    write_positions(directory, "autoencoder", logits, (6, 6, 1), 75, then=tf.sigmoid)


def case_regression(directory):
    """One score for each input, [N]."""
    k, w = weights(76, (3, 3, 2, 4), (4, 1))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    save(directory, "regression", lambda x: tf.squeeze(f(x, plain), 1), tf.TensorSpec([None, 5, 5, 2], name="x"))
    record(directory, "regression", f, np.random.default_rng(76).standard_normal((1, 5, 5, 2)))


def write_positions(directory, name, logits, shape, seed, then=tf.identity):
    """Saves then(logits), and records an element, the sum over a class, and that within a mask."""
    save(directory, name, lambda x: then(logits(x, plain)), tf.TensorSpec([None, *shape], name="x"))
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((1, *shape))
    scores = logits(tf.constant(x, tf.float32), plain).numpy()[0]
    mask = (draw.random(scores.shape[:-1]) < 0.4).astype(np.float32)
    element = [n // 2 for n in scores.shape[:-1]] + [scores.shape[-1] - 1]
    total = [-1] * (scores.ndim - 1) + [scores.shape[-1] - 1]
    one = np.zeros_like(scores)
    one[tuple(element)] = 1
    every = np.zeros_like(scores)
    every[..., -1] = 1
    for what, weight, target in (("element", one, element), ("sum", every, total), ("mask", every * mask[..., None], total)):
        weighted = lambda x, act, w=weight: tf.reshape(tf.reduce_sum(logits(x, act) * w), [1, 1])
        record(directory, f"{name}.{what}", weighted, x, target=0)
        path = f"{directory}/{name}.{what}.npz"
        arrays = dict(np.load(path))
        arrays.update(target=np.asarray(target, np.float32), logits=scores, mask=mask)
        np.savez_compressed(path, **arrays)
