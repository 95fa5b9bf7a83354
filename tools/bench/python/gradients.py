"""VGG16 as saliency explains it."""

import tempfile

import saliency.tf1 as saliency
import tensorflow as tf

import network

tf1 = tf.compat.v1


class Gradients:
    """Everything is constructed here, which is not timed, but for Guided Backprop, which has a session with a copy of the weights."""

    def __init__(self, checkpoint, threads, frozen=None):
        self.session = network.session(threads)
        with self.session.graph.as_default():
            self.network = network.Network(checkpoint, self.session, frozen)
            self.class_ = tf1.placeholder(tf.int32, [])
            self.score = self.network.logits[0][self.class_]
            self.batched = tf.gradients(tf.gather(self.network.logits, self.class_, axis=1), self.network.input)[0]
            self.grad = self.method(saliency.GradientSaliency)
        self.guided = None
        self.feeds = {self.class_: network.TARGET}

    def method(self, method, **options):
        return method(self.session.graph, self.session, self.score, self.network.input, **options)

    def guide(self):
        with tempfile.TemporaryDirectory() as scratch:
            self.guided = self.method(saliency.GuidedBackprop, tmp_ckpt_path=scratch + "/weights")

    def freeze(self, frozen):
        self.network.load(frozen)
        self.network.load(frozen, self.guided.guided_sess)

    def gradient(self, x):
        return self.session.run(self.batched, {self.network.input: x, **self.feeds})

    def gradient_mask(self, x):
        return self.grad.GetMask(x[0], self.feeds)

    def guided_backprop(self, x):
        return self.guided.GetMask(x[0], self.feeds)

    def smoothgrad(self, x, samples):
        return self.grad.GetSmoothedMask(x[0], self.feeds, stdev_spread=0.15, nsamples=samples, magnitude=True)
