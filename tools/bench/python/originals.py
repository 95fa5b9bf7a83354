"""VGG16 as saliency and DeepExplain explain it. What does not depend on the image is constructed before it is timed."""

import functools
import tempfile

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf

import rules
import vgg

tf1 = tf.compat.v1


class Saliency:
    def __init__(self, checkpoint, frozen=()):
        self.network = vgg.Network(checkpoint, tf1.Session(graph=tf1.Graph()), frozen)
        x, logits, session = self.network.input, self.network.logits, self.network.session
        with session.graph.as_default():
            self.by_batch = tf.gradients(logits[:, vgg.TARGET], x)[0]
            self.explained = session.graph, session, logits[0][vgg.TARGET], x
            self.by_gradient = saliency.GradientSaliency(*self.explained)

    @functools.cached_property
    def by_guided(self):
        """It has a session with a copy of the weights."""
        with tempfile.TemporaryDirectory() as scratch:
            return saliency.GuidedBackprop(*self.explained, tmp_ckpt_path=scratch + "/weights")

    def maps(self, x, samples):
        smooth = self.by_gradient.GetSmoothedMask(x, {}, stdev_spread=0.15, nsamples=samples, magnitude=True)
        return self.by_gradient.GetMask(x, {}), self.by_guided.GetMask(x, {}), smooth


class DeepExplain:
    """eps-LRP, DeepLIFT and integrated gradients by DeepExplain's own code.

    DeepLIFT's explainer runs the network at the baseline as well when it is constructed, and keeps what it found as constants of the graph: of a
    frozen network, it explains the image that the network was frozen at.
    """

    def __init__(self, original, checkpoint, frozen=()):
        with original(session=tf1.Session(graph=tf1.Graph())) as explainer:
            self.network = vgg.Network(checkpoint, explainer.session, frozen)
            score = self.network.logits[:, vgg.TARGET : vgg.TARGET + 1]
            self.by_elrp, self.by_rescale, self.by_path = (explainer.get_explainer(m, score, self.network.input) for m in ("elrp", "deeplift", "intgrad"))

    def elrp(self, x):
        return self.by_elrp.run(x)

    def deeplift(self, x):
        """The run at the baseline, which explain does for each image, is timed; what it finds is what the graph holds already."""
        with self.network.session.graph.as_default():
            self.by_rescale._init_references()
        return self.by_rescale.run(x)

    def ig(self, x, steps):
        self.by_path.steps = steps
        return self.by_path.run(x)


class Equivalent:
    """The same in our own words: gradients in which Relu has another rule."""

    def __init__(self, checkpoint, frozen=()):
        session, self.references, override = tf1.Session(graph=tf1.Graph()), [], f"BenchRelu{id(self)}"
        tf1.RegisterGradient(override)(lambda op, dz: self.rule(dz, op.outputs[0], op.inputs[0]))
        with session.graph.as_default(), session.graph.gradient_override_map({"Relu": override}):
            self.network = vgg.Network(checkpoint, session, frozen)
            self.by_elrp, self.by_rescale = self.gradient(rules.epsilon), self.gradient(self.rescale)
            self.by_path = self.gradient(lambda dz, z, u: tf1.raw_ops.ReluGrad(gradients=dz, features=z))

    def gradient(self, rule):
        self.rule = rule
        return tf.gradients(self.network.logits[:, vgg.TARGET], self.network.input)[0]

    def rescale(self, dz, z, u):
        """u at the baseline is a placeholder."""
        ur = tf1.placeholder(tf.float32, u.shape)
        self.references.append((u, ur))
        return rules.rescale(dz, z, u, tf.nn.relu(ur), ur, lambda point: tf.cast(point > 0, tf.float32))

    def elrp(self, x):
        return x * self.network.run(self.by_elrp, x)

    def deeplift(self, x):
        at_x, at_baseline = zip(*self.references)
        return x * self.network.run(self.by_rescale, x, zip(at_baseline, self.network.run(at_x, np.zeros_like(x))))

    def ig(self, x, steps):
        """A run a step, as DeepExplain has it."""
        return x / steps * sum(self.network.run(self.by_path, x * np.float32((k + 1) / steps)) for k in range(steps))


class Paper:
    """The paper's experiment on one image: six methods, plain and frozen. deep makes eps-LRP, DeepLIFT and integrated gradients.

    What is frozen by mask has thresholds of its own for each unit: one that all values reach, or one that none does.
    """

    def __init__(self, checkpoint, x, deep, by_mask=False):
        self.x, self.by_mask, plain = x, by_mask, Saliency(checkpoint)
        self.network = plain.network
        self.variants = [(plain, deep(checkpoint)), (Saliency(checkpoint, self.freezing()), deep(checkpoint, self.freezing()))]

    def freezing(self):
        """(threshold, value) of each activation."""
        values = self.network.run(self.network.relus, self.x)
        thresholds = [np.percentile(v[v > 0], 80) for v in values]
        if self.by_mask:
            thresholds = [np.where(v >= t, -np.inf, np.inf) for t, v in zip(thresholds, values)]
        return list(zip(thresholds, values))

    def run(self, steps, samples):
        frozen, (of_saliency, of_deep) = self.freezing(), self.variants[1]
        for network, session in ((of_saliency.network, None), (of_saliency.network, of_saliency.by_guided.guided_sess), (of_deep.network, None)):
            network.freeze(frozen, session)
        return [(s.maps(self.x[0], samples), d.elrp(self.x), d.ig(self.x, steps), d.deeplift(self.x)) for s, d in self.variants]
