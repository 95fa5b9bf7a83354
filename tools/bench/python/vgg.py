"""VGG16 in TensorFlow 1, with the weights of a TF-slim checkpoint."""

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1

BLOCKS = ((2, "conv1"), (2, "conv2"), (3, "conv3"), (3, "conv4"), (3, "conv5"))


class Vgg16:
    """The network in the default graph. activation(name, u) is what follows a layer; it is Relu by default."""

    def __init__(self, checkpoint, activation=None):
        self.reader = tf.train.load_checkpoint(checkpoint)
        self.activation = activation or (lambda name, u: tf.nn.relu(u))
        self.initial = {}
        self.input = tf1.placeholder(tf.float32, [None, 224, 224, 3])
        x = self.input
        for count, block in BLOCKS:
            for i in range(1, count + 1):
                x = self.activated(x, f"{block}/{block}_{i}", "SAME")
            x = tf.nn.max_pool2d(x, 2, 2, "VALID")
        x = self.activated(self.activated(x, "fc6", "VALID"), "fc7", "VALID")
        self.logits = tf.squeeze(self.layer(x, "fc8", "VALID"), [1, 2])

    def layer(self, x, name, padding):
        weights, biases = self.variable(f"vgg_16/{name}/weights"), self.variable(f"vgg_16/{name}/biases")
        return tf.nn.bias_add(tf.nn.conv2d(x, weights, 1, padding), biases)

    def activated(self, x, name, padding):
        return self.activation(name, self.layer(x, name, padding))

    def variable(self, name):
        value = self.reader.get_tensor(name)
        variable = tf1.get_variable(name, value.shape, tf.float32, use_resource=True)
        self.initial[variable] = value
        return variable

    def load(self, session):
        for variable, value in self.initial.items():
            variable.load(value, session)
        self.initial = {}


def weights(checkpoint):
    """The layers' (weights, biases), first to last."""
    reader = tf.train.load_checkpoint(checkpoint)
    names = [f"{b}/{b}_{i}" for n, b in BLOCKS for i in range(1, n + 1)] + ["fc6", "fc7", "fc8"]
    return [tuple(np.asarray(reader.get_tensor(f"vgg_16/{n}/{part}")) for part in ("weights", "biases")) for n in names]
