"""Models whose activations hold the images of a batch in other ways than [N,...], or give maps with nothing in them.

What is served for a batch is compared with the maps of each of its images: NAME.npz is of the first, NAME.second.npz of
the second.
"""

import numpy as np
import tensorflow as tf

from reference import plain
from record import record, save

CLASSES = 3
METHODS = ("grad", "guided_backprop", "integrated_gradients", "smoothgrad", "deeplift")


def weights(draw, *shape):
    return tf.constant(draw.standard_normal(shape) * (2 / np.prod(shape[:-1])) ** 0.5, tf.float32)


def pair(directory, name, f, shape, draw, spec=None, methods=METHODS, target=None):
    """Saves f, and records two images of very different scale, so that their thresholds differ."""
    save(directory, name, lambda x: f(x, plain), tf.TensorSpec(spec or [None, *shape], name="x"))
    x = draw.standard_normal((2, *shape))
    x[1] *= 0.2
    record(directory, name, f, x[:1], target, methods)
    record(directory, f"{name}.second", f, x[1:], target, methods)


def mean(x):
    return tf.reduce_mean(x, [1, 2])


def conv(x, k):
    return tf.nn.conv2d(x, k, 1, "SAME")


def case_frames(directory):
    """TimeDistributed: the frames of a clip are rows of the batch."""
    draw = np.random.default_rng(41)
    k, d, e = weights(draw, 3, 3, 1, 3), weights(draw, 3, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(tf.reshape(x, [-1, 5, 4, 1]), k))
        h = act(tf.nn.elu, tf.matmul(mean(h), d))
        return tf.matmul(tf.reduce_mean(tf.reshape(h, [-1, 3, 4]), 1), e)

    pair(directory, "frames", f, [3, 5, 4, 1], draw)


def case_frames_open(directory):
    """The same, of clips of any length: how many rows a clip has shows when the network runs."""
    draw = np.random.default_rng(42)
    k, d, e = weights(draw, 3, 3, 1, 3), weights(draw, 3, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        shape = tf.shape(x)
        h = act(tf.nn.relu, conv(tf.reshape(x, tf.stack([shape[0] * shape[1], 5, 4, 1])), k))
        h = act(tf.nn.elu, tf.matmul(mean(h), d))
        return tf.matmul(tf.reduce_mean(tf.reshape(h, tf.stack([shape[0], shape[1], 4])), 1), e)

    pair(directory, "frames_open", f, [3, 5, 4, 1], draw, [None, None, 5, 4, 1])


def case_time_major(directory):
    draw = np.random.default_rng(43)
    a, b, c = weights(draw, 4, 5), weights(draw, 4, 5, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, tf.einsum("tnd,de->tne", tf.transpose(x, [1, 0, 2]), a))
        h = act(tf.nn.relu, tf.matmul(h, b))
        return tf.matmul(tf.reduce_mean(h, 0), c)

    pair(directory, "time_major", f, [4, 4], draw)


def case_windows(directory):
    """The windows of an image are rows of the batch, as in Swin."""
    draw = np.random.default_rng(44)
    a, b = weights(draw, 2, 6), weights(draw, 6, CLASSES)

    def f(x, act):
        w = tf.transpose(tf.reshape(x, [-1, 2, 3, 2, 2, 2]), [0, 1, 3, 2, 4, 5])
        h = act(tf.nn.gelu, tf.matmul(tf.reshape(w, [-1, 6, 2]), a))
        h = tf.reshape(tf.transpose(tf.reshape(h, [-1, 2, 2, 3, 2, 6]), [0, 1, 3, 2, 4, 5]), [-1, 6, 4, 6])
        return tf.matmul(mean(act(tf.nn.relu, h - 0.1)), b)

    pair(directory, "windows", f, [6, 4, 2], draw)


def case_space_to_batch(directory):
    """The activation lies between SpaceToBatchND and BatchToSpaceND: the rows of an image are not in a row."""
    draw = np.random.default_rng(45)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        two, pads, none = (tf.constant(v, tf.int64) for v in ([2, 2], [[2, 2], [2, 2]], [[0, 0], [0, 0]]))
        h = tf.space_to_batch(x, two, pads)
        h = act(tf.nn.relu, tf.nn.conv2d(h, k, 1, "VALID"))
        return tf.matmul(mean(tf.batch_to_space(h, two, none)), d)

    pair(directory, "space_to_batch", f, [6, 4, 2], draw)


def case_twins(directory):
    """A network that takes an image and its mirror image through one layer, one batch behind the other."""
    draw = np.random.default_rng(46)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(tf.concat([x, tf.reverse(x, [2])], 0), k))
        one, two = tf.split(h, 2, 0)
        return tf.matmul(mean(one - 0.5 * tf.square(two)), d)

    pair(directory, "twins", f, [5, 4, 2], draw)


def case_batch_mean(directory):
    """Images are not independent: one at a time is right, and several are refused."""
    draw = np.random.default_rng(47)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = conv(x, k)
        return tf.matmul(mean(act(tf.nn.relu, h - tf.reduce_mean(h, [0, 1, 2]))), d)

    pair(directory, "batch_mean", f, [5, 4, 2], draw)


def case_scalar_activation(directory):
    """An activation without a dimension."""
    draw = np.random.default_rng(48)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(x, k))
        return tf.matmul(mean(h), d) + act(tf.nn.relu, tf.reduce_mean(h) - 0.1)

    pair(directory, "scalar_activation", f, [5, 4, 2], draw)


def case_batch_of_three(directory):
    """The network takes three images, never one."""
    draw = np.random.default_rng(49)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        return tf.matmul(mean(act(tf.nn.relu, conv(x, k))), d)

    pair(directory, "batch_of_three", f, [5, 4, 2], draw, [3, 5, 4, 2])


def case_batch_of_three_mixed(directory):
    draw = np.random.default_rng(50)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = conv(x, k)
        return tf.matmul(mean(act(tf.nn.relu, h - tf.reduce_max(h, 0))), d)

    save(directory, "batch_of_three_mixed", lambda x: f(x, plain), tf.TensorSpec([3, 5, 4, 2], name="x"))


def case_nan_behind_frozen(directory):
    """A NaN and an infinity arise behind units that are frozen: log 0 and the root of 0, in a branch that is not taken."""
    draw = np.random.default_rng(51)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(x, k))
        log, root = tf.where(h > 0, tf.math.log(h), h), tf.where(h > 0, tf.sqrt(h), h)
        return tf.matmul(mean(log + root), d)

    save(directory, "nan_behind_frozen", lambda x: f(x, plain), tf.TensorSpec([None, 6, 5, 2], name="x"))
    record(directory, "nan_behind_frozen", f, draw.standard_normal((1, 6, 5, 2)), None, ("grad", "guided_backprop"), ("threshold", "mask"))


def case_infinite_at_dead(directory):
    """The root of 0 sends an infinity back to units that are not active: guided backprop passes nothing there."""
    draw = np.random.default_rng(55)
    k, d = weights(draw, 3, 3, 2, 4), tf.abs(weights(draw, 4, CLASSES))

    def f(x, act):
        return tf.matmul(mean(tf.sqrt(act(tf.nn.relu, conv(x, k)))), d)

    save(directory, "infinite_at_dead", lambda x: f(x, plain), tf.TensorSpec([None, 6, 5, 2], name="x"))
    record(directory, "infinite_at_dead", f, draw.standard_normal((1, 6, 5, 2)), None, ("guided_backprop",))


def case_saturated(directory):
    """The second layer is a Relu6 all of whose units are at 6: no derivative passes it."""
    draw = np.random.default_rng(52)
    k, d = weights(draw, 3, 3, 2, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(x, k))
        return tf.matmul(mean(act(tf.nn.relu6, h + 7.0)), d)

    save(directory, "saturated", lambda x: f(x, plain), tf.TensorSpec([None, 5, 4, 2], name="x"))
    record(directory, "saturated", f, draw.standard_normal((1, 5, 4, 2)), None, ("grad", "elrp"))


def case_dead_layer(directory):
    """No unit of the second layer is active."""
    draw = np.random.default_rng(53)
    k, l, d = weights(draw, 3, 3, 2, 4), weights(draw, 3, 3, 4, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        h = act(tf.nn.relu, conv(x, k))
        return tf.matmul(mean(act(tf.nn.relu, conv(h, l) - 100.0)), d) + tf.range(float(CLASSES))

    save(directory, "dead_layer", lambda x: f(x, plain), tf.TensorSpec([None, 5, 4, 2], name="x"))
    record(directory, "dead_layer", f, draw.standard_normal((1, 5, 4, 2)), None, ("grad", "guided_backprop"))


def case_channels_first(directory):
    """The input is [C,H,W], and a Transpose makes it [H,W,C] for the convolution."""
    draw = np.random.default_rng(54)
    k, d = weights(draw, 3, 3, 3, 4), weights(draw, 4, CLASSES)

    def f(x, act):
        return tf.matmul(mean(act(tf.nn.relu, conv(tf.transpose(x, [0, 2, 3, 1]), k))), d)

    pair(directory, "channels_first", f, [3, 6, 5], draw, methods=("grad",))
