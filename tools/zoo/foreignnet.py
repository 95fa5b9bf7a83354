"""Builds one network of another kind than those of keras.applications: random weights, in Keras 3's export.

    python foreignnet.py NAME DIRECTORY

Writes DIRECTORY/model and DIRECTORY/x.npy. Every network ends in scores [N,classes]: of the mean of a segmentation, the pixels of
a reconstruction, or the middle of a sequence."""

import sys

import numpy as np
import tensorflow as tf

import kerasnet
import photos

keras = tf.keras
layers = keras.layers
CLASSES = 5


def drawn(*shape):
    return np.random.RandomState(3).standard_normal((4, *shape)).astype(np.float32)


def pictures(size):
    return photos.batch(size) / np.float32(127.5) - 1


def sequence(layer):
    """A recurrent layer, unrolled, between dense ones."""
    x = keras.Input((10, 6))
    h = layers.Dense(12, activation="relu")(x)
    h = layer(12, unroll=True, return_sequences=True)(h)
    h = layer(12, unroll=True)(layers.Dense(12, activation="relu")(h))
    return keras.Model(x, layers.Dense(CLASSES)(layers.Dense(16, activation="relu")(h))), drawn(10, 6)


def lstm():
    return sequence(layers.LSTM)


def gru():
    return sequence(layers.GRU)


def conv3d():
    x = keras.Input((8, 16, 16, 2))
    h = layers.ReLU()(layers.BatchNormalization()(layers.Conv3D(8, 3, padding="same", use_bias=False)(x)))
    h = layers.MaxPooling3D(2)(h)
    h = layers.Conv3D(12, 3, strides=(1, 2, 2), padding="same", activation="relu")(h)
    h = layers.AveragePooling3D((1, 2, 2))(h)
    h = layers.Conv3DTranspose(8, 2, strides=2, activation="relu")(h)
    return keras.Model(x, layers.Dense(CLASSES)(layers.GlobalAveragePooling3D()(h))), drawn(8, 16, 16, 2)


def double(h, width):
    for _ in range(2):
        h = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same", use_bias=False)(h)))
    return h


def unet():
    """Two steps down and up, one up by a transposed convolution and one by resizing; the mean of the segmentation is explained."""
    x = keras.Input((32, 32, 3))
    first = double(x, 8)
    second = double(layers.MaxPooling2D()(first), 16)
    h = double(layers.MaxPooling2D()(second), 24)
    h = double(layers.Concatenate()([layers.Conv2DTranspose(16, 2, strides=2)(h), second]), 16)
    h = double(layers.Concatenate()([layers.UpSampling2D(interpolation="bilinear")(h), first]), 8)
    return keras.Model(x, layers.GlobalAveragePooling2D()(layers.Conv2D(CLASSES, 1)(h))), pictures(32)


def autoencoder():
    x = keras.Input((16, 16, 1))
    h = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    h = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(h)
    h = layers.Dense(8, activation="relu")(layers.Flatten()(h))
    h = layers.Reshape((4, 4, 16))(layers.Dense(256, activation="relu")(h))
    h = layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu")(h)
    return keras.Model(x, layers.Flatten()(layers.Conv2DTranspose(1, 3, strides=2, padding="same")(h))), drawn(16, 16, 1)


def mixed_precision():
    keras.mixed_precision.set_global_policy("mixed_float16")
    x = keras.Input((32, 32, 3))
    h = double(x, 8)
    h = layers.Add()([double(h, 8), h])
    h = layers.DepthwiseConv2D(3, strides=2, padding="same")(layers.Activation("swish")(h))
    h = layers.GlobalAveragePooling2D()(double(h, 12))
    scores = layers.Dense(CLASSES)(h)
    return keras.Model(x, layers.Activation("softmax", dtype="float32")(scores)), pictures(32)


def spliceai():
    """Residual blocks of dilated convolutions along a sequence of 200 one-hot bases; the middle is explained."""
    x = keras.Input((200, 4))
    h = layers.Conv1D(12, 1)(x)
    skip = layers.Conv1D(12, 1)(h)
    for width, dilation in (11, 1), (11, 1), (11, 4), (21, 4):
        block = h
        for _ in range(2):
            block = layers.ReLU()(layers.BatchNormalization()(block))
            block = layers.Conv1D(12, width, dilation_rate=dilation, padding="same")(block)
        h = layers.Add()([h, block])
        skip = layers.Add()([skip, layers.Conv1D(12, 1)(h)])
    scores = layers.Flatten()(layers.Cropping1D((99, 100))(layers.Conv1D(3, 1)(skip)))
    bases = np.eye(4, dtype=np.float32)[np.random.RandomState(3).randint(0, 4, (4, 200))]
    return keras.Model(x, layers.Softmax()(scores)), bases


def teachable_machine():
    """As Teachable Machine exports an image project: sequential models in a sequential one, a MobileNetV2 and two dense layers."""
    body = keras.applications.MobileNetV2(alpha=0.35, weights=None, include_top=False, input_shape=(96, 96, 3))
    features = keras.Sequential([keras.Input((96, 96, 3)), body, layers.GlobalAveragePooling2D()])
    head = keras.Sequential([keras.Input((1280,)), layers.Dense(100, activation="relu"), layers.Dense(3, use_bias=False, activation="softmax")])
    return keras.Sequential([keras.Input((96, 96, 3)), features, head]), pictures(96)


class Token(layers.Layer):
    """Puts a learned token before the patches, and adds learned positions."""

    def build(self, shape):
        self.token = self.add_weight(shape=(1, 1, shape[-1]), initializer="random_normal")
        self.positions = self.add_weight(shape=(1, shape[1] + 1, shape[-1]), initializer="random_normal")

    def call(self, x):
        return tf.concat([tf.repeat(self.token, tf.shape(x)[0], 0), x], 1) + self.positions


def mlp(h, width):
    return layers.Dense(width)(layers.Dense(2 * width, activation="gelu")(h))


def vit():
    x = keras.Input((32, 32, 3))
    h = Token()(layers.Reshape((16, 24))(layers.Conv2D(24, 8, strides=8)(x)))
    for _ in range(2):
        n = layers.LayerNormalization(epsilon=1e-6)(h)
        h = layers.Add()([h, layers.MultiHeadAttention(3, 8)(n, n)])
        h = layers.Add()([h, mlp(layers.LayerNormalization(epsilon=1e-6)(h), 24)])
    return keras.Model(x, layers.Dense(CLASSES)(layers.LayerNormalization(epsilon=1e-6)(h)[:, 0])), pictures(32)


class Windows(layers.Layer):
    """Attention within windows of 4x4 tokens of a grid, which may be shifted by two: Swin's, with a bias by relative position."""

    WINDOW, HEADS = 4, 2

    def __init__(self, grid, shift, **options):
        super().__init__(**options)
        self.grid, self.shift = grid, shift

    def build(self, shape):
        w, self.width = self.WINDOW, shape[-1]
        self.qkv, self.out = layers.Dense(3 * self.width), layers.Dense(self.width)
        self.qkv.build((None, None, self.width))
        self.out.build((None, None, self.width))
        self.bias = self.add_weight(shape=((2 * w - 1) ** 2, self.HEADS), initializer="random_normal")
        at = np.stack(np.meshgrid(range(w), range(w), indexing="ij"), -1).reshape(-1, 2)
        apart = at[:, None] - at[None] + w - 1
        self.relative = (apart[..., 0] * (2 * w - 1) + apart[..., 1]).reshape(-1).astype(np.int32)
        region = np.zeros((self.grid, self.grid), np.int32)
        for i, rows in enumerate((slice(0, -w), slice(-w, -self.shift), slice(-self.shift, None)) if self.shift else ()):
            for k, columns in enumerate((slice(0, -w), slice(-w, -self.shift), slice(-self.shift, None))):
                region[rows, columns] = 3 * i + k
        region = self.split(region[None, :, :, None])[..., 0]
        self.mask = np.where(region[:, None, :, None] == region[:, None, None, :], 0, -100).astype(np.float32)

    def split(self, x):
        """[N,H,W,C] -> [N windows, tokens, C]"""
        w, g = self.WINDOW, self.grid // self.WINDOW
        reshape, transpose = (np.reshape, np.transpose) if isinstance(x, np.ndarray) else (tf.reshape, tf.transpose)
        return reshape(transpose(reshape(x, (-1, g, w, g, w, x.shape[-1])), (0, 1, 3, 2, 4, 5)), (-1, w * w, x.shape[-1]))

    def call(self, x):
        w, g, heads, c = self.WINDOW, self.grid // self.WINDOW, self.HEADS, self.width
        x = tf.reshape(x, (-1, self.grid, self.grid, c))
        if self.shift:
            x = tf.roll(x, (-self.shift, -self.shift), (1, 2))
        qkv = tf.transpose(tf.reshape(self.qkv(self.split(x)), (-1, w * w, 3, heads, c // heads)), (2, 0, 3, 1, 4))
        scores = tf.matmul(qkv[0] * (c // heads) ** -0.5, qkv[1], transpose_b=True)
        bias = tf.transpose(tf.reshape(tf.gather(self.bias, self.relative), (w * w, w * w, heads)), (2, 0, 1))
        scores = tf.reshape(scores + bias, (-1, g * g, heads, w * w, w * w)) + self.mask
        weights = tf.nn.softmax(tf.reshape(scores, (-1, heads, w * w, w * w)))
        h = self.out(tf.reshape(tf.transpose(tf.matmul(weights, qkv[2]), (0, 2, 1, 3)), (-1, w * w, c)))
        h = tf.reshape(tf.transpose(tf.reshape(h, (-1, g, g, w, w, c)), (0, 1, 3, 2, 4, 5)), (-1, self.grid, self.grid, c))
        if self.shift:
            h = tf.roll(h, (self.shift, self.shift), (1, 2))
        return tf.reshape(h, (-1, self.grid * self.grid, c))


class Merging(layers.Layer):
    """Joins each 2x2 tokens of a grid into one of twice the width."""

    def __init__(self, grid, **options):
        super().__init__(**options)
        self.grid = grid

    def build(self, shape):
        self.norm, self.reduce = layers.LayerNormalization(epsilon=1e-5), layers.Dense(2 * shape[-1], use_bias=False)
        self.norm.build((None, None, 4 * shape[-1]))
        self.reduce.build((None, None, 4 * shape[-1]))

    def call(self, x):
        x = tf.reshape(x, (-1, self.grid, self.grid, x.shape[-1]))
        x = tf.concat([x[:, i::2, k::2] for k in (0, 1) for i in (0, 1)], -1)
        return self.reduce(self.norm(tf.reshape(x, (-1, self.grid**2 // 4, x.shape[-1]))))


def swin():
    x = keras.Input((32, 32, 3))
    h = layers.LayerNormalization(epsilon=1e-5)(layers.Reshape((64, 16))(layers.Conv2D(16, 4, strides=4)(x)))
    for shift in 0, 2:
        h = layers.Add()([h, Windows(8, shift)(layers.LayerNormalization(epsilon=1e-5)(h))])
        h = layers.Add()([h, mlp(layers.LayerNormalization(epsilon=1e-5)(h), 16)])
    h = Merging(8)(h)
    h = layers.Add()([h, Windows(4, 0)(layers.LayerNormalization(epsilon=1e-5)(h))])
    h = layers.Add()([h, mlp(layers.LayerNormalization(epsilon=1e-5)(h), 32)])
    return keras.Model(x, layers.Dense(CLASSES)(layers.GlobalAveragePooling1D()(layers.LayerNormalization(epsilon=1e-5)(h)))), pictures(32)


NETS = {net.__name__: net for net in (lstm, gru, conv3d, unet, autoencoder, mixed_precision, spliceai, teachable_machine, vit, swin)}


def main(name, directory):
    keras.utils.set_random_seed(1)
    model, inputs = NETS[name]()
    kerasnet.settle(model, inputs)
    kerasnet.save(model, "export", directory + "/model")
    np.save(directory + "/x.npy", inputs[:1])


if __name__ == "__main__":
    main(*sys.argv[1:])
