"""A flat graph as a list of steps that PyTorch knows: enough ops for SqueezeNet and VGG16, plain
and frozen. TensorFlow and PyTorch cannot be in one process, so that it goes through a file.

A step is {"name", "kind", "reads", ...}; its arrays are in the file under NAME.weight and so on. A
bias belongs to its layer, so that rules for layers see both."""

import json

import numpy as np
from tensorflow.python.framework import tensor_util

import flat


class Unknown(Exception):
    """An op that is not one of them."""


def write(network, path, **arrays):
    """Writes the network, and the arrays beside it."""
    w = _Writer(network)
    np.savez(path, steps=json.dumps(w.steps), input=w.input, **w.arrays, **arrays)


class _Writer:
    def __init__(self, network):
        self.nodes, self.weights, self.input = network.nodes, network.weights, flat.tensor(network.input)[0]
        self.steps, self.arrays = [], {}
        self._visit(flat.tensor(network.logits)[0])

    def _visit(self, last):
        seen, stack = {self.input}, [last]
        while stack:
            step = None if stack[-1] in seen else self._step(self.nodes[stack[-1]])
            missing = [r for r in step["reads"] if r not in seen] if step else []
            if missing:
                stack += missing
                continue
            seen.add(stack.pop())
            if step:
                self.steps.append(step)

    def _step(self, n):
        reads = [flat.tensor(i)[0] for i in n.input if not i.startswith("^")]
        if n.op in ("BiasAdd", "Add", "AddV2") and self.nodes[reads[0]].op in LAYERS:
            return self._layer(n.name, self.nodes[reads[0]], reads[1])
        if n.op in LAYERS:
            return self._layer(n.name, n, None)
        if n.op == "SelectV2":
            return self._freezing(n.name, *reads)
        if n.op in ("MaxPool", "AvgPool"):
            return self._pool(n, reads[0])
        if n.op == "ConcatV2":
            return _step(n.name, n.op, reads[:-1])
        if n.op in ("Relu", "Identity", "Squeeze", "Reshape", "Mean"):
            return _step(n.name, n.op, reads[:1])
        raise Unknown("%s (%s)" % (n.name, n.op))

    def _layer(self, name, n, bias):
        x, weight = (flat.tensor(i)[0] for i in n.input[:2])
        self.arrays[name + ".weight"] = self._constant(weight)
        if bias:
            self.arrays[name + ".bias"] = self._constant(bias)
        if n.op == "MatMul":
            return _step(name, n.op, [x])
        return _step(name, n.op, [x], strides=_pair(n, "strides"), same=n.attr["padding"].s == b"SAME")

    def _pool(self, n, x):
        if n.attr["padding"].s != b"VALID":
            raise Unknown("%s: padding SAME" % n.name)
        return _step(n.name, n.op, [x], size=_pair(n, "ksize"), strides=_pair(n, "strides"))

    def _freezing(self, name, condition, z, value):
        self.arrays[name + ".value"] = self._constant(value)
        threshold = self.nodes[condition].op == "GreaterEqual"
        held = flat.tensor(self.nodes[condition].input[1])[0] if threshold else condition
        self.arrays[name + (".threshold" if threshold else ".pass")] = self._constant(held)
        return _step(name, "Threshold" if threshold else "Mask", [z])

    def _constant(self, name):
        n = self.nodes[name]
        while n.op == "Identity":
            n = self.nodes[flat.tensor(n.input[0])[0]]
        if n.name in self.weights:
            return self.weights[n.name]
        if n.op != "Const":
            raise Unknown("%s (%s) in place of a constant" % (name, n.op))
        return tensor_util.MakeNdarray(n.attr["value"].tensor)


LAYERS = ("Conv2D", "MatMul")


def _step(name, kind, reads, **options):
    return {"name": name, "kind": kind, "reads": reads, **options}


def _pair(n, attr):
    return list(n.attr[attr].list.i[1:3])
