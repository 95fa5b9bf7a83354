"""Serves VGG16 as the original Python code runs it: tensorflow_vgg.py CHECKPOINT INPUT.npy [THREADS]."""

import contextlib
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf

import rules
import serve
import vgg

tf1 = tf.compat.v1
tf1.disable_eager_execution()


class Explained:
    """One network, plain or frozen, with everything constructed that is not to be timed."""

    def __init__(self, checkpoint, threads, frozen, rule=None):
        self.graph, self.frozen = tf1.Graph(), []
        with self.graph.as_default(), (rules.relu_gradient(rule) if rule else contextlib.nullcontext()):
            self.net = vgg.Vgg16(checkpoint, self.freeze if frozen else None)
            self.class_ = tf1.placeholder(tf.int32, [])
            self.score = self.net.logits[0][self.class_]
            self.session = self.net.session(tf1.ConfigProto(intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads))
            self.gradient = tf.gradients(tf.gather(self.net.logits, self.class_, axis=1), self.net.input)[0]
        self.feeds = {}

    def freeze(self, name, u):
        a = tf.nn.relu(u)
        threshold, value = tf1.placeholder(tf.float32, []), tf1.placeholder(tf.float32, a.shape)
        self.frozen.append((a, threshold, value))
        return tf.where(a >= threshold, a, tf.broadcast_to(value, tf.shape(a)))

    def calibrate(self, x, activations):
        """Finds the thresholds, given the plain network's activations at x."""
        values = activations(x)
        self.feeds = {}
        for (_, threshold, value), v in zip(self.frozen, values):
            self.feeds[threshold], self.feeds[value] = np.percentile(v[v > 0], 80), v

    def run(self, fetch, x, target, **more):
        return self.session.run(fetch, {self.net.input: x, self.class_: target, **self.feeds, **more.get("feeds", {})})


class Worker:
    def __init__(self, checkpoint, inputs, threads):
        self.checkpoint, self.threads = checkpoint, threads
        self.x = np.load(inputs)
        self.plain = Explained(checkpoint, threads, False)
        with self.plain.graph.as_default():
            self.saliency = saliency.GradientSaliency(self.plain.graph, self.plain.session, self.plain.score, self.plain.net.input)
        self.paper_ready = None

    def feed(self):
        return {self.plain.class_: 243}

    def saliency_gradient(self):
        self.saliency.GetMask(self.x[0], self.feed())

    def gradient(self, batch):
        self.plain.run(self.plain.gradient, self.x[:batch], 243)

    def ig(self, steps):
        """DeepExplain's integrated gradients: a run a step."""
        return self.integrated(self.plain, steps)

    def integrated(self, net, steps):
        total = 0
        for k in range(steps):
            total = total + net.run(net.gradient, self.x[:1] * np.float32((k + 1) / steps), 243)
        return float(np.sum(total / steps * self.x[:1]))

    def prepare(self):
        self.paper_ready = Paper(self)

    def paper(self, steps, samples):
        self.paper_ready.run(steps, samples)


class Paper:
    """The six methods, plain and frozen. Each rule needs a graph of its own, and a session with its weights."""

    def __init__(self, worker):
        self.worker, self.rescale = worker, [rules.Rescale(), rules.Rescale()]
        make = lambda frozen, rule=None: Explained(worker.checkpoint, worker.threads, frozen, rule)
        self.plain, self.relus = worker.plain, [op.outputs[0] for op in worker.plain.graph.get_operations() if op.type == "Relu"]
        self.variants = []
        for frozen, rescale in zip((False, True), self.rescale):
            net = make(frozen) if frozen else self.plain
            elrp, deeplift = make(frozen, "BenchElrp"), make(frozen, rescale.name)
            with net.graph.as_default():
                gradient = saliency.GradientSaliency(net.graph, net.session, net.score, net.net.input)
                guided = saliency.GuidedBackprop(net.graph, net.session, net.score, net.net.input)
            self.variants.append((net, elrp, deeplift, rescale, gradient, guided))

    def run(self, steps, samples):
        x = self.worker.x[:1]
        for net, elrp, deeplift, rescale, gradient, guided in self.variants:
            for each in (net, elrp, deeplift):
                if each.frozen:
                    each.calibrate(x, lambda x: self.plain.run(self.relus, x, 243))
            feeds = {net.class_: 243, **net.feeds}
            gradient.GetMask(x[0], feeds)
            guided.GetMask(x[0], feeds)
            gradient.GetSmoothedMask(x[0], feeds, stdev_spread=0.15, nsamples=samples, magnitude=True)
            x * elrp.run(elrp.gradient, x, 243)
            self.worker.integrated(net, steps)
            at_baseline = deeplift.run([(u, z) for u, z, _, _ in rescale.references], np.zeros_like(x), 243)
            more = {}
            for (_, _, ur, zr), (u, z) in zip(rescale.references, at_baseline):
                more[ur], more[zr] = u, z
            x * deeplift.run(deeplift.gradient, x, 243, feeds=more)


def main(checkpoint, inputs, threads="0"):
    worker = Worker(checkpoint, inputs, int(threads))
    serve.serve({name: getattr(worker, name) for name in ("saliency_gradient", "gradient", "ig", "prepare", "paper")})


main(*sys.argv[1:])
