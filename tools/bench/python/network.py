"""VGG16 in a graph and a session, plain or frozen."""

import numpy as np
import tensorflow as tf

import vgg

tf1 = tf.compat.v1

TARGET = 243
PERCENTILE = 80


def session(threads):
    """A session with a graph of its own."""
    config = tf1.ConfigProto(intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads)
    return tf1.Session(graph=tf1.Graph(), config=config)


def freezing(activations):
    """(threshold, value) of each layer, given the plain network's activations."""
    return [(np.percentile(v[v > 0], PERCENTILE), v) for v in activations]


class Network:
    """The network in the session's graph, which is the default one.

    Given a freezing, it is frozen by variables: what explains it need not know of them, and feeds the input alone.
    """

    def __init__(self, checkpoint, session, frozen=None):
        self.session, self.variables, self.relus = session, [], []
        self.shapes = iter([v.shape for _, v in frozen or ()])
        net = vgg.Vgg16(checkpoint, self.freeze if frozen else self.relu)
        self.input, self.logits = net.input, net.logits
        net.load(session)
        if frozen:
            self.load(frozen)

    def relu(self, name, u):
        self.relus.append(tf.nn.relu(u))
        return self.relus[-1]

    def freeze(self, name, u):
        a = self.relu(name, u)
        threshold, value = (self.variable(f"{name}/{part}", shape) for part, shape in (("threshold", ()), ("value", next(self.shapes))))
        return tf.where(a >= threshold, a, value)

    def variable(self, name, shape):
        self.variables.append(tf1.get_variable(name, shape, tf.float32, tf1.zeros_initializer(), trainable=False, use_resource=True))
        return self.variables[-1]

    def load(self, frozen, session=None):
        """Freezes the network anew, in another session as well, of a copy of the graph."""
        feeds = zip((v.initializer.inputs[1].name for v in self.variables), (value for pair in frozen for value in pair))
        (session or self.session).run([v.initializer.name for v in self.variables], dict(feeds))

    def activations(self, x):
        return self.session.run(self.relus, {self.input: x})
