"""What DeepExplain computes, in our own words: gradients in which Relu has another rule."""

import numpy as np
import tensorflow as tf

import network

tf1 = tf.compat.v1

EPSILON = 1e-4


class Rules:
    """eps-LRP, DeepLIFT and integrated gradients of one network; everything is constructed here, which is not timed."""

    def __init__(self, checkpoint, threads, frozen=None):
        self.session, self.references = network.session(threads), []
        override = f"BenchRelu{id(self)}"
        tf1.RegisterGradient(override)(lambda op, dz: self.rule(op, dz))
        with self.session.graph.as_default(), self.session.graph.gradient_override_map({"Relu": override}):
            self.network = network.Network(checkpoint, self.session, frozen)
            self.by_elrp, self.by_rescale, self.by_relu = (self.gradient(rule) for rule in (self.of_elrp, self.of_rescale, self.of_relu))

    def gradient(self, rule):
        self.rule = rule
        return tf.gradients(self.network.logits[:, network.TARGET], self.network.input)[0]

    def of_relu(self, op, dz):
        return tf1.raw_ops.ReluGrad(gradients=dz, features=op.outputs[0])

    def of_elrp(self, op, dz):
        u, z = op.inputs[0], op.outputs[0]
        return dz * z / (u + tf.where(u >= 0, EPSILON, -EPSILON))

    def of_rescale(self, op, dz):
        """u at the baseline is a placeholder."""
        u, z = op.inputs[0], op.outputs[0]
        ur = tf1.placeholder(tf.float32, u.shape)
        self.references.append((u, ur))
        slope = dz * tf.cast((u + ur) / 2 > 0, tf.float32)
        return tf.where(tf.abs(u - ur) > 1e-5, dz * (z - tf.nn.relu(ur)) / (u - ur), slope)

    def freeze(self, frozen):
        self.network.load(frozen)

    def run(self, fetch, x, feeds=()):
        return self.session.run(fetch, {self.network.input: x, **dict(feeds)})

    def elrp(self, x):
        return x * self.run(self.by_elrp, x)

    def deeplift(self, x):
        at_baseline = self.run([u for u, _ in self.references], np.zeros_like(x))
        return x * self.run(self.by_rescale, x, zip((ur for _, ur in self.references), at_baseline))

    def ig(self, x, steps):
        """A run a step, as DeepExplain has it."""
        return x / steps * sum(self.run(self.by_relu, x * np.float32((k + 1) / steps)) for k in range(steps))
