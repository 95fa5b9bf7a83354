"""Writes small networks into testdata/relevance, and what zennit makes of two of them:

    record.py testdata/relevance

  behind  batch norms behind a convolution and a depthwise one, a sum with a skip connection, both pools.
          zennit merges the batch norms by SequentialMergeBatchNorm, and has its layer Sum. What it leaves
          of a batch norm still divides by sqrt(1 + epsilon); here it does not.
  before  a batch norm before a convolution without padding, which is merged into it by hand: zennit
          merges none of these.
  even    has no bias, so that relevance is lost at frozen units alone.

TensorFlow writes the networks. PyTorch, which cannot be in one process with it, makes the maps."""

import pathlib
import subprocess
import sys

import numpy as np

SHAPE, CLASS, SEED, EPSILON = (8, 7, 3), 2, 7, 1e-3


def weights():
    r = np.random.RandomState(SEED)
    normal = lambda *shape: r.normal(size=shape).astype(np.float32)
    moments = lambda c: (normal(c), normal(c), normal(c), np.abs(normal(c)) + np.float32(0.5))
    return {
        "k1": normal(3, 3, 3, 4), "b1": normal(4), "n1": np.stack(moments(4)), "k2": normal(3, 3, 4, 4), "n2": np.stack(moments(4)),
        "k3": normal(3, 3, 4, 2), "n3": np.stack(moments(8)), "w": normal(8, 5), "b": normal(5),
        "n0": np.stack(moments(3)), "v": normal(4, 5), "x": normal(1, *SHAPE),
    }  # fmt: skip


def write(directory, w):
    import tensorflow as tf

    def norm(x, n):
        return tf.raw_ops.FusedBatchNormV3(x=x, scale=n[0], offset=n[1], mean=n[2], variance=n[3], epsilon=EPSILON, is_training=False)[0]

    def behind(x):
        a = tf.nn.relu(norm(tf.nn.bias_add(tf.nn.conv2d(x, w["k1"], 1, "SAME"), w["b1"]), w["n1"]))
        a = tf.nn.relu(norm(tf.nn.conv2d(a, w["k2"], 1, "SAME"), w["n2"]) + a)
        a = tf.nn.max_pool2d(a, 2, 2, "VALID")
        a = tf.nn.relu(norm(tf.nn.depthwise_conv2d(a, w["k3"], [1, 1, 1, 1], "SAME"), w["n3"]))
        a = tf.reduce_mean(tf.nn.avg_pool2d(a, 2, 1, "VALID"), [1, 2])
        return tf.matmul(a, w["w"]) + w["b"]

    def before(x):
        a = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(norm(x, w["n0"]), w["k1"], 1, "VALID"), w["b1"]))
        return tf.matmul(tf.reduce_mean(a, [1, 2]), w["v"])

    def even(x):
        a = tf.nn.relu(tf.nn.conv2d(x, w["k1"], 1, "SAME"))
        a = tf.nn.relu(tf.nn.conv2d(a, np.abs(w["k2"]), 1, "SAME"))
        return tf.matmul(tf.reduce_mean(a, [1, 2]), w["v"])

    for network in (behind, before, even):
        module = tf.Module()
        module.f = tf.function(network, input_signature=[tf.TensorSpec([None, *SHAPE], tf.float32, "x")])
        tf.saved_model.save(module, str(directory / network.__name__), module.f)


def record(directory, w):
    import torch
    from torch import nn
    from zennit.attribution import Gradient
    from zennit.canonizers import SequentialMergeBatchNorm
    from zennit.composites import COMPOSITES
    from zennit.layer import Sum

    class Merge(SequentialMergeBatchNorm):
        def register(self, linears, batch_norm):
            super().register(linears, batch_norm)
            batch_norm.eps = 0

        def remove(self):
            super().remove()
            self.batch_norm.eps = EPSILON

    tensor = lambda a: nn.Parameter(torch.from_numpy(np.ascontiguousarray(a)))

    def conv(kernel, bias=None, groups=1, padding=1):
        layer = nn.Conv2d(groups, groups, 3, padding=padding, groups=groups, bias=False)
        layer.weight, layer.bias = tensor(kernel), None if bias is None else tensor(bias)
        return layer

    def norm(n):
        layer = nn.BatchNorm2d(n.shape[1], eps=EPSILON).eval()
        layer.weight, layer.bias, layer.running_mean, layer.running_var = tensor(n[0]), tensor(n[1]), tensor(n[2]).data, tensor(n[3]).data
        return layer

    def linear(kernel, bias=None):
        layer = nn.Linear(1, 1, bias=False)
        layer.weight, layer.bias = tensor(kernel.T), None if bias is None else tensor(bias)
        return layer

    class Behind(nn.Module):
        def __init__(self):
            super().__init__()
            depthwise = w["k3"].reshape(3, 3, 1, 8).transpose(3, 2, 0, 1)
            self.first = nn.Sequential(conv(w["k1"].transpose(3, 2, 0, 1), w["b1"]), norm(w["n1"]), nn.ReLU())
            self.second, self.sum = nn.Sequential(conv(w["k2"].transpose(3, 2, 0, 1)), norm(w["n2"])), Sum()
            self.rest = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), conv(depthwise, groups=4), norm(w["n3"]), nn.ReLU(),
                                      nn.AvgPool2d(2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear(w["w"], w["b"]))  # fmt: skip

        def forward(self, x):
            a = self.first(x)
            return self.rest(self.sum(torch.stack([self.second(a), a], -1)))

    scale, shift, mean, variance = w["n0"].astype(np.float64)
    factor = scale / np.sqrt(variance + EPSILON)
    kernel = w["k1"] * factor[:, None]
    bias = w["b1"] + np.einsum("hwio,i->o", w["k1"], shift - mean * factor)
    merged = conv(kernel.astype(np.float32).transpose(3, 2, 0, 1), bias.astype(np.float32), padding=0)
    before = nn.Sequential(merged, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear(w["v"]))

    x = torch.from_numpy(w["x"]).permute(0, 3, 1, 2).contiguous()
    for name, net in (("behind", Behind()), ("before", before)):
        for composite, kind in COMPOSITES.items():
            if not composite.startswith("epsilon_"):
                continue
            box = {"low": torch.full_like(x, float(x.min())), "high": torch.full_like(x, float(x.max()))} if composite.endswith("box") else {}
            scores = net(x).detach()
            seed = torch.zeros_like(scores)
            seed[0, CLASS] = scores[0, CLASS]
            with Gradient(net, kind(canonizers=[Merge()], **box)) as attributor:
                _, relevance = attributor(x, seed)
            np.save(directory / ("%s.%s.npy" % (name, composite)), relevance.permute(0, 2, 3, 1).numpy()[0])


def main():
    directory = pathlib.Path(sys.argv[-1])
    if sys.argv[1] == "--maps":
        return record(directory, weights())
    w = weights()
    np.save(directory / "x.npy", w["x"][0])
    write(directory, w)
    subprocess.run([sys.executable, __file__, "--maps", directory], check=True)


if __name__ == "__main__":
    main()
