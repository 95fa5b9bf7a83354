"""Finds the activations of a flat graph: elementwise nonlinear functions z = f(u),
one op or several (Swish, GELU, hard-swish). A gate, which scales another tensor of the
network, is not an activation."""

import collections

from flat import tensor

SINGLE = ("Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh")
INNER = ("Sigmoid", "Relu6", "Erf", "Erfc", "Tanh")
STEPS = SINGLE + INNER + ("Add", "AddV2", "Sub", "Mul", "RealDiv", "Neg", "Identity", "Pow", "Square", "Cast")

# kind, names of the tensors u and z, and the nodes between them.
Activation = collections.namedtuple("Activation", "kind u z inner")


def find(flat):
    """The activations on the way from flat.input to flat.logits, and the gates, in the order of the graph."""
    return _Finder(flat).find()


def max_pools(flat):
    """The max-pools on the way from flat.input to flat.logits, as if they were activations."""
    f = _Finder(flat)
    return [f.single(n) for n in f.order if f.nodes[n].op == "MaxPool" and n in f.varies]


class _Finder:
    def __init__(self, flat):
        self.nodes, self.input, self.logits = flat.nodes, tensor(flat.input)[0], tensor(flat.logits)[0]
        self.order = []
        self._sort()
        self.varies = set()
        for name in self.order:
            if name == self.input or any(i in self.varies for i in self._inputs(name)):
                self.varies.add(name)
        self.readers = collections.defaultdict(list)
        for name in self.order:
            for i in self._inputs(name):
                self.readers[i].append(name)

    def _inputs(self, name):
        return [tensor(i)[0] for i in self.nodes[name].input if not i.startswith("^")]

    def _sort(self):
        seen, stack = set(), [(self.logits, False)]
        while stack:
            name, done = stack.pop()
            if done:
                self.order.append(name)
            elif name not in seen:
                seen.add(name)
                stack.append((name, True))
                stack.extend((i, False) for i in self._inputs(name))

    def find(self):
        composites = [c for c in map(self._composite, self.order) if c]
        inner = {n for c in composites for n in c.inner}
        single = [n for n in self.order if self.nodes[n].op in SINGLE and n in self.varies and n not in inner]
        layers = composites + [self.single(n) for n in single if not self._gates(n)]
        place = {n: i for i, n in enumerate(self.order)}
        layers.sort(key=lambda a: place[tensor(a.z)[0]])
        return layers, [self.single(n) for n in single if self._gates(n)]

    def single(self, name):
        return Activation(self.nodes[name].op, _whole(self.nodes[name].input[0]), name + ":0", (name,))

    def _varying(self, name):
        """The distinct tensors of the network that a node reads."""
        return list(dict.fromkeys(i for i in self.nodes[name].input if tensor(i)[0] in self.varies))

    def _composite(self, name):
        """z = Mul(a, b), where a and b come from one tensor u by steps that each
        read one tensor of the network, one of them through a nonlinear op."""
        reads = self._varying(name)
        if self.nodes[name].op != "Mul" or len(reads) != 2:
            return None
        a, b = self._chain(reads[0]), self._chain(reads[1])
        shared = [t for t in a if t in b]
        if not shared:
            return None
        u = shared[0]
        inner = {tensor(t)[0] for t in a[: a.index(u)] + b[: b.index(u)]}
        if not any(self.nodes[n].op in INNER for n in inner):
            return None
        return Activation("composite", _whole(u), name + ":0", tuple(inner | {name}))

    def _chain(self, t):
        """t, and what it is computed from, as long as each step reads one tensor of
        the network, u^3 + u of GELU's Tanh form among them."""
        chain = [t]
        while True:
            name = tensor(chain[-1])[0]
            if self.nodes[name].op not in STEPS:
                return chain
            reads = self._varying(name)
            if len(reads) == 2:
                below = [self._chain(r) for r in reads]
                meet = [r for r in below[0] if r in below[1]]
                if not meet or self.nodes[name].op not in ("Add", "AddV2", "Mul"):
                    return chain
                skipped = [r for c in below for r in c[: c.index(meet[0])]]
                chain.extend(skipped)
                reads = [meet[0]]
            if not reads:
                return chain
            chain.append(reads[0])

    def _gates(self, name):
        """Whether a Sigmoid, a Tanh or a scaled Relu6 is multiplied with another tensor wherever it is read: z h + (1 - z) h' of a GRU, too."""
        op = self.nodes[name].op
        return op in ("Sigmoid", "Relu6", "Tanh") and self._scales(name, op != "Relu6")

    def _scales(self, name, scaled):
        return bool(self.readers[name]) and all(self._scaled_by(reader, scaled) for reader in self.readers[name])

    def _scaled_by(self, reader, scaled):
        op = self.nodes[reader].op
        if len(self._varying(reader)) > 1:
            return scaled and op == "Mul"
        return op in ("Mul", "RealDiv", "Sub", "Identity", "Reshape") and self._scales(reader, scaled or op != "Identity")


def _whole(name):
    return "%s:%d" % tensor(name)
