"""Freezes the activations of a flat graph at one input, by constants: what Activation Freezing
does to the network that the original code then explains.

    z/fixed/pass   = GreaterEqual(z, threshold), evaluated at every input (threshold), or a constant (mask)
    z/fixed/output = SelectV2(z/fixed/pass, z, value), which all readers of z read

The names are not those of package reference, which takes such a graph as any other.
"""

import tensorflow as tf

import flat
import maps

tf1 = tf.compat.v1


def variant(network, at_x, name):
    """The flat graph of a variant; at_x are the network's maps.Maps at the input."""
    graph = tf1.GraphDef()
    graph.CopyFrom(network.graph)
    last, added = {}, []
    if name != "plain":
        for a, value, passing in zip(at_x.found, at_x.values, at_x.passing):
            z = flat.tensor(a.z)[0]
            added += _freezing(z, value, passing if name == "mask" else None)
            last[z] = z + "/fixed/output"
    for n in graph.node:
        maps.reread(n, range(len(n.input)), last)
        if n.op == "Conv2D" and n.name in network.grouped:
            n.attr["_gradient_op_type"].s = b"GroupedConv2D"
    graph.node.extend(added)
    return flat.Flat(graph, network.input, network.logits, network.weights)


def _freezing(z, value, passing):
    nodes = [_constant(z + "/fixed/value", value)]
    if passing is None:
        nodes.append(_constant(z + "/fixed/threshold", maps.threshold(value)))
        nodes.append(maps.node("GreaterEqual", z + "/fixed/pass", [z, z + "/fixed/threshold"], T=tf.float32))
    else:
        nodes.append(_constant(z + "/fixed/pass", passing))
    return nodes + [maps.node("SelectV2", z + "/fixed/output", [z + "/fixed/pass", z, z + "/fixed/value"], T=tf.float32)]


def _constant(name, value):
    n = maps.node("Const", name, dtype=tf.as_dtype(value.dtype))
    n.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
    return n
