"""Switches between training and inference, dropout and augmentation that are active, and custom gradients."""

import keras
import numpy as np
import tensorflow as tf

from record import record, save, trim
from reference import plain

SIZE, CHANNELS, CLASSES = 6, 5, 4
IMAGE = tf.TensorSpec([None, SIZE, SIZE, 2], name="x")


class Net:
    """A convolution, a layer of the case, and a classifier."""

    def __init__(self, seed):
        draw = np.random.default_rng(seed)
        self.kernel = tf.constant(draw.standard_normal((3, 3, 2, CHANNELS)), tf.float32)
        self.dense = tf.constant(draw.standard_normal((CHANNELS, CLASSES)), tf.float32)
        self.x = draw.standard_normal((1, SIZE, SIZE, 2))

    def __call__(self, x, act, layer=lambda maps: maps, before=lambda x: x):
        maps = act(tf.nn.relu, tf.nn.conv2d(before(x), self.kernel, 1, "SAME"))
        return tf.matmul(act(tf.nn.elu, tf.reduce_mean(layer(maps), [1, 2]) - 0.5), self.dense)


def case_switch_inference(directory):
    """is_inference, by a selection; its false branch drops out. Another switch, of any name, by a negated condition."""
    net = Net(2)
    flag = lambda name: tf.TensorSpec([], tf.bool, name=name)

    def f(x, a, b):
        def layer(maps):
            maps = tf.where(a, maps, tf.nn.dropout(maps, 0.5))
            return tf.cond(tf.logical_not(b), lambda: maps + tf.random.normal(tf.shape(maps)), lambda: maps * 2.0)

        return net(x, plain, layer)

    save(directory, "switch_inference", f, [IMAGE, flag("is_inference"), flag("mode")])
    record(directory, "switch_inference", lambda x, act: net(x, act, lambda maps: maps * 2.0), net.x)


def case_switch_open(directory):
    """A switch that says nothing; it is recorded as true."""
    net = Net(3)

    def f(x, wide):
        return net(x, plain, lambda maps: tf.cond(wide, lambda: tf.nn.softplus(maps) * 3.0, lambda: maps))

    save(directory, "switch_open", f, [IMAGE, tf.TensorSpec([], tf.bool, name="wide")])
    record(directory, "switch_open", lambda x, act: net(x, act, lambda maps: act(tf.nn.softplus, maps) * 3.0), net.x)


def case_dropout_active(directory):
    """Dropout by a constant rate, as a layer called with training=True has it, on the maps and on the input."""
    net = Net(4)
    drop = lambda x: tf.nn.dropout(x, 0.25)
    save(directory, "dropout_active", lambda x: net(x, plain, lambda maps: drop(drop(maps)), drop), IMAGE)
    record(directory, "dropout_active", net, net.x)


def case_augmented(directory):
    """Keras exports augmentation as it is in training."""
    keras.utils.set_random_seed(5)
    layers = keras.layers
    image = keras.Input((SIZE, SIZE, 3))
    x = layers.RandomContrast(0.2, value_range=(-9, 9))(layers.RandomFlip()(image))
    x = layers.RandomBrightness(0.1, value_range=(-9, 9))(x)
    convolution, dense = layers.Conv2D(CHANNELS, 3, activation="relu"), layers.Dense(CLASSES)
    x = layers.SpatialDropout2D(0.3)(convolution(x), training=True)
    x = layers.GaussianDropout(0.3)(layers.Flatten()(x), training=True)
    model = keras.Model(image, dense(x))
    model.export(f"{directory}/augmented", verbose=False)
    trim(f"{directory}/augmented")

    def f(x, act):
        maps = act(tf.nn.relu, tf.nn.conv2d(x, convolution.kernel, 1, "VALID") + convolution.bias)
        return tf.reshape(maps, [1, -1]) @ dense.kernel + dense.bias

    record(directory, "augmented", f, np.random.default_rng(5).standard_normal((1, SIZE, SIZE, 3)))


def case_noisy(directory):
    """Noise beside the way from the input, and a random choice within a function: refused."""
    net = Net(6)
    save(directory, "noisy", lambda x: net(x, plain) + tf.random.normal([CLASSES]), IMAGE)


@tf.custom_gradient
def reversed_gradient(z):
    return tf.identity(z), lambda dz: -2.0 * dz


@tf.custom_gradient
def straight_through(z):
    return tf.sign(z), lambda dz: tf.where(tf.abs(z) <= 1.0, dz, tf.zeros_like(dz))


@tf.custom_gradient
def clipped(a, b):
    return a * b, lambda dz: (tf.clip_by_value(dz * b, -0.01, 0.01), tf.clip_by_value(dz * a, -0.02, 0.02))


@tf.custom_gradient
def stable(z):
    """The gradient is the slope, written differently."""
    return tf.sqrt(1.0 + z * z), lambda dz: dz * z / tf.sqrt(1.0 + z * z)


def bent(maps):
    return clipped(reversed_gradient(maps), 1.0 + maps) + straight_through(maps - 0.5)


def case_custom(directory):
    """Custom gradients that the model holds."""
    net = Net(7)
    save(directory, "custom", lambda x: net(x, plain, lambda maps: stable(bent(maps) * 0.05)), IMAGE)
    record(directory, "custom", lambda x, act: net(x, act, lambda maps: stable(bent(maps) * 0.05)), net.x)


def case_custom_lost(directory):
    """The same, and the model does not hold them."""
    net = Net(7)
    save(directory, "custom_lost", lambda x: net(x, plain, bent), IMAGE,
         options=tf.saved_model.SaveOptions(experimental_custom_gradients=False))


def case_custom_spanning(directory):
    """A custom gradient of a block with an activation in it."""
    net = Net(8)

    @tf.custom_gradient
    def block(z):
        return tf.nn.relu(z - 0.3) * 2.0, lambda dz: dz

    save(directory, "custom_spanning", lambda x: net(x, plain, block), IMAGE)
