"""Attribution maps of a flat graph, by tf.gradients with the gradient of each activation
overridden: what PAIR-code/saliency and DeepExplain compute, plain and frozen by mask.

An activation z = f(u) gets a node behind it that hands z on, but sends the method's
own gradient to u; freezing puts a Select behind that:

    z/rule   = IdentityN(z, u)                  gradient: none to z, the rule's to u
    z/frozen = SelectV2(z/pass, z/rule, z/value)
"""

import weakref

import numpy as np
import tensorflow as tf

import activations
import rules
from flat import tensor

tf1 = tf.compat.v1

METHODS = ("grad", "integrated_gradients", "guided_backprop", "elrp", "deeplift", "deeplift_maxpool")
DEEPLIFT = {"deeplift": "DeepLIFTRule", "deeplift_maxpool": "DeepLIFTMaxPoolRule"}
EPSILON = rules.EPSILON
PERCENTILE = 80


@tf.RegisterGradient("GuidedBackpropRule")
def _guided(op, dz, _):
    z = op.outputs[0]
    return None, tf.where((z > 0) & (dz > 0), dz, tf.zeros_like(dz))


@tf.RegisterGradient("EpsilonRule")
def _epsilon(op, dz, _):
    z, u = op.outputs
    return None, rules.epsilon(dz, z, u)


@tf.RegisterGradient("DeepLIFTRule")
def _rescale(op, dz, *_):
    dx = rules.rescale(dz, *op.outputs, lambda point: slopes[op.graph].at(op.inputs[0].name, point))
    return None, dx, None, None


@tf.RegisterGradient("DeepLIFTMaxPoolRule")
def _rescale_and_max_pool(op, dz, *_):
    """At a max-pool, what the maximum gained goes to its place at x, what it lost to its place at the baseline."""
    pool = op.inputs[0].op
    if pool.type != "MaxPool":
        return _rescale(op, dz)
    z, u, zr, ur = op.outputs
    attrs = {key: pool.get_attr(key) for key in ("ksize", "strides", "padding", "explicit_paddings", "data_format")}
    gained = tf.raw_ops.MaxPoolGrad(orig_input=u, orig_output=z, grad=dz * tf.nn.relu(z - zr), **attrs)
    lost = tf.raw_ops.MaxPoolGrad(orig_input=ur, orig_output=zr, grad=dz * tf.nn.relu(zr - z), **attrs)
    slope = tf.raw_ops.MaxPoolGrad(orig_input=u, orig_output=z, grad=dz, **attrs)
    differs = tf.not_equal(u, ur)
    return None, tf.where(differs, (gained - lost) / tf.where(differs, u - ur, tf.ones_like(u)), slope), None, None


@tf.RegisterGradient("GroupedConv2D")
def _grouped(op, dy):
    """TensorFlow has no backward pass for grouped convolutions on a CPU: group by group."""
    x, kernel = op.inputs
    groups = x.shape[3] // kernel.shape[2]
    options = {"strides": op.get_attr("strides"), "padding": op.get_attr("padding"), "dilations": op.get_attr("dilations")}
    sizes = tf.concat([tf.shape(x)[:3], kernel.shape[2:3]], 0)
    parts = zip(tf.split(kernel, groups, 3), tf.split(dy, groups, 3))
    return tf.concat([tf1.nn.conv2d_backprop_input(sizes, k, d, **options) for k, d in parts], 3), None


class Slopes:
    """f' of each activation, at other points than its own u: its nodes once more."""

    def __init__(self, flat, found):
        self.nodes, self.found = flat.nodes, {a.z: a for a in found}

    def at(self, z, point):
        a = self.found[z]
        part, pending = {}, list(a.inner)
        while pending:
            n = self.nodes[pending.pop()]
            part[n.name] = n
            pending += [tensor(i)[0] for i in n.input if tensor(i) != tensor(a.u)]
        (f,) = tf.import_graph_def(tf1.GraphDef(node=part.values()), {a.u: point}, [z], name="slope")
        return tf.gradients(f, point)[0]


# The rule of a gradient is registered once in a process; this finds its network.
slopes = weakref.WeakKeyDictionary()


class Maps:
    """Computes maps at one input x, [1, ...], of the class with the highest score."""

    def __init__(self, flat, x):
        self.flat, self.x = flat, x
        self.found, self.gates = activations.find(flat)
        self.pools = activations.max_pools(flat)
        self._rewritten = None
        at_x = self._with("").run([a.z for a in self.found] + [flat.logits], x, self._open())
        self.values, self.logits = at_x[:-1], at_x[-1].astype(np.float32)
        self.target = int(np.argmax(self.logits))
        self.passing = [v.astype(np.float32) >= threshold(v) for v in self.values]

    def map(self, method, frozen, steps=5):
        """The signed map, in the shape of x."""
        freeze = self._frozen() if frozen else self._open()
        if method == "grad":
            return self._gradient("", self.x, freeze)
        if method == "guided_backprop":
            return self._gradient("GuidedBackpropRule", self.x, freeze)
        if method == "elrp":
            return self.x * self._gradient("EpsilonRule", self.x, freeze)
        if method in DEEPLIFT:
            return self.x * self._gradient(DEEPLIFT[method], self.x, {**freeze, **self._references(DEEPLIFT[method], freeze)})
        path = [(self.x.astype(np.float64) * k / steps).astype(np.float32) for k in range(1, steps + 1)]
        mean = np.mean([self._gradient("", x, freeze) for x in path], axis=0, dtype=np.float64)
        return (self.x * mean).astype(np.float32)

    def gradient(self, rule, freeze):
        """dx by a rule, where units are frozen by what open or freezing returns."""
        return self._gradient(rule, self.x, freeze)

    def open(self):
        return self._open()

    def freezing(self, passing, values):
        return _freezing(self.found, passing, values)

    def at_units(self):
        """The ordinary gradient at each activation."""
        w = self._with("")
        return w.run(w.at_units(self.target, [tensor(a.z)[0] + "/frozen:0" for a in self.found]), self.x, self._open())

    def fetch(self, names):
        return self._with("").run(names, self.x, self._open())

    def _with(self, rule):
        """The graph with a rule. It is made again when the rule changes, so that memory holds one at a time."""
        if self._rewritten is None or self._rewritten.rule != rule:
            if self._rewritten:
                self._rewritten.session.close()
            self._rewritten = _Rewritten(self.flat, self.found, rule, self._ruled(rule), self.x.shape)
        return self._rewritten

    def _ruled(self, rule):
        """Where a rule holds: DeepExplain's at gates too."""
        if rule == "DeepLIFTMaxPoolRule":
            return self.found + self.gates + self.pools
        if rule in ("EpsilonRule", "DeepLIFTRule", "RectGradRule"):
            return self.found + self.gates
        return self.found if rule else []

    def _gradient(self, rule, x, freeze):
        w = self._with(rule)
        return w.run(w.gradient(self.target), x, freeze)

    def _references(self, rule, freeze):
        """Each z and u at the baseline, zero, on the same graph, frozen or not."""
        nodes = [tensor(a.z)[0] for a in self._ruled(rule)]
        names = [n + end for n in nodes for end in ("/rule:0", "/rule:1")]
        keys = [n + end for n in nodes for end in ("/zr:0", "/ur:0")]
        unset = {k: np.float32(0) for k in keys}
        at = self._with(rule).run(names, np.zeros_like(self.x), {**freeze, **unset})
        return dict(zip(keys, at))

    def _open(self):
        """Feeds by which every node passes."""
        return _freezing(self.found, [np.True_] * len(self.found), [np.float32(0)] * len(self.found))

    def _frozen(self):
        return _freezing(self.found, self.passing, self.values)


def _freezing(found, passing, values):
    feeds = {}
    for a, p, v in zip(found, passing, values):
        feeds[tensor(a.z)[0] + "/pass:0"], feeds[tensor(a.z)[0] + "/value:0"] = p, v
    return feeds


class _Rewritten:
    """A session on the graph with a rule's and the freezing nodes behind each activation."""

    def __init__(self, flat, found, rule, ruled, shape):
        self.rule, self.logits, self._dx = rule, flat.logits, None
        with tf.Graph().as_default() as self.graph:
            slopes[self.graph] = Slopes(flat, ruled)
            self.x = tf1.placeholder(tf.float32, shape)
            _, weights = flat.place(self.x, _rewrite(flat, found, rule, ruled))
            self.session = tf1.Session(config=config())
            flat.load(weights, self.session)

    def gradient(self, target):
        if self._dx is None:
            with self.graph.as_default():
                score = tf.cast(self.graph.get_tensor_by_name(self.logits), tf.float32)[:, target]
                self._dx = tf.gradients(score, self.x)[0]
        return self._dx

    def at_units(self, target, names):
        with self.graph.as_default():
            score = tf.cast(self.graph.get_tensor_by_name(self.logits), tf.float32)[:, target]
            units = [self.graph.get_tensor_by_name(n) for n in names]
            return tf.gradients(score, units, unconnected_gradients="zero")

    def run(self, fetches, x, feeds):
        return self.session.run(fetches, {self.x: x, **feeds})


def _rewrite(flat, found, rule, ruled):
    last, added = {}, []
    for a in found + [r for r in ruled if r not in found]:
        behind = _behind(a, tf.as_dtype(flat.nodes[tensor(a.z)[0]].attr["T"].type), rule if a in ruled else "", a in found)
        last[tensor(a.z)[0]] = behind[-1].name
        added += behind
    graph = tf1.GraphDef()
    graph.CopyFrom(flat.graph)
    for n in graph.node:
        reread(n, range(len(n.input)), last)
        if n.op == "Conv2D" and n.name in flat.grouped:
            n.attr["_gradient_op_type"].s = b"GroupedConv2D"
    for n in added:
        # u may be what the freezing of another activation put out.
        reread(n, [1] if n.op == "IdentityN" else [], last)
    graph.node.extend(added)
    return graph


def reread(node, inputs, last):
    for i in inputs:
        name, index = tensor(node.input[i])
        if index == 0 and not node.input[i].startswith("^"):
            node.input[i] = last.get(name, node.input[i])


def _behind(a, dtype, rule, freezes):
    name, nodes = tensor(a.z)[0], []
    read = name
    if rule:
        inputs = [name, a.u]
        if rule in DEEPLIFT.values():
            inputs += [name + "/zr", name + "/ur"]
            nodes += [node("Placeholder", i, dtype=dtype) for i in inputs[2:]]
        read = name + "/rule"
        nodes.append(node("IdentityN", read, inputs, T=[dtype] * len(inputs)))
        nodes[-1].attr["_gradient_op_type"].s = rule.encode()
    if freezes:
        nodes += [node("Placeholder", name + "/pass", dtype=tf.bool), node("Placeholder", name + "/value", dtype=dtype)]
        nodes.append(node("SelectV2", name + "/frozen", [name + "/pass", read, name + "/value"], T=dtype))
    return nodes


def node(op, name, inputs=(), **attrs):
    n = tf1.NodeDef(op=op, name=name, input=inputs)
    for key, value in attrs.items():
        if isinstance(value, list):
            n.attr[key].list.type.extend(v.as_datatype_enum for v in value)
        else:
            n.attr[key].type = value.as_datatype_enum
    return n


def threshold(v):
    """In float32, whatever type the activation has."""
    v = v.astype(np.float32)
    positive = v[v > 0].astype(np.float64)
    return np.float32(np.percentile(positive, PERCENTILE)) if positive.size else np.float32(np.inf)


def config():
    config = tf1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    return config
