"""VGG16 with the weights of a TF-slim checkpoint."""

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1

TARGET = 243
LAYERS = [f"conv{b}/conv{b}_{i}" for b, n in enumerate((2, 2, 3, 3, 3), 1) for i in range(1, n + 1)] + ["fc6", "fc7", "fc8"]
POOLED = ("conv1/conv1_2", "conv2/conv2_2", "conv3/conv3_3", "conv4/conv4_3", "conv5/conv5_3")


def weights(checkpoint):
    """The layers' names, kernels and biases, one after the other."""
    reader = tf.train.load_checkpoint(checkpoint)
    for name in LAYERS:
        yield name, reader.get_tensor(f"vgg_16/{name}/weights"), reader.get_tensor(f"vgg_16/{name}/biases")


class Network:
    """The network in the session's graph. Given (threshold, value) of each activation, it is frozen by variables: what explains it need not know of
    them, and feeds the input alone."""

    def __init__(self, checkpoint, session, frozen=()):
        self.session, self.relus, self.freezing = session, [], []
        with session.graph.as_default():
            self.input = x = tf1.placeholder(tf.float32, [None, 224, 224, 3])
            for name, kernel, bias in weights(checkpoint):
                x = tf.nn.conv2d(x, self.variable(kernel), 1, "SAME" if name.startswith("conv") else "VALID")
                x = tf.nn.bias_add(x, self.variable(bias))
                if name != LAYERS[-1]:
                    x = self.activated(x, frozen)
                if name in POOLED:
                    x = tf.nn.max_pool2d(x, 2, 2, "VALID")
            self.logits = tf.squeeze(x, [1, 2])

    def activated(self, u, frozen):
        self.relus.append(tf.nn.relu(u))
        if not frozen:
            return self.relus[-1]
        threshold, value = (self.variable(v) for v in frozen[len(self.relus) - 1])
        self.freezing += threshold, value
        return tf.where(self.relus[-1] >= threshold, self.relus[-1], value)

    def variable(self, value):
        name = f"v{len(tf1.global_variables())}"
        variable = tf1.get_variable(name, np.shape(value), tf.float32, tf1.zeros_initializer(), use_resource=True)
        variable.load(value, self.session)
        return variable

    def freeze(self, frozen, session=None):
        """Freezes the network for another image, in another session as well, of a copy of the graph."""
        feeds = zip((v.initializer.inputs[1].name for v in self.freezing), (value for pair in frozen for value in pair))
        (session or self.session).run([v.initializer.name for v in self.freezing], dict(feeds))

    def run(self, fetch, x, feeds=()):
        return self.session.run(fetch, {self.input: x, **dict(feeds)})
