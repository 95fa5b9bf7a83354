"""A model as one flat graph of constants, as TensorFlow itself makes it: functions
inlined, variables frozen, nothing but what the output needs."""

import tensorflow as tf

tf1 = tf.compat.v1


class Flat:
    """graph is a GraphDef; input and logits are names of tensors, "node:0"."""

    def __init__(self, graph, input, output):
        self.graph, self.input = graph, input
        self.nodes = {n.name: n for n in graph.node}
        for n in graph.node:
            # Keras gives Swish a gradient of its own, which is the ordinary one in fewer ops.
            n.attr.pop("_gradient_op_type", None)
        self.logits = self._before_softmax(output)

    def _before_softmax(self, output):
        at = tensor(output)
        while self.nodes[at[0]].op in ("Identity", "Softmax"):
            n = self.nodes[at[0]]
            if n.op == "Softmax":
                return "%s:%d" % tensor(n.input[0])
            at = tensor(n.input[0])
        return output


def tensor(name):
    """"node:1" or "node" as (node, index)."""
    node, _, index = name.lstrip("^").partition(":")
    return node, int(index or 0)


def from_saved_model(path, signature="serving_default"):
    """Freezes a signature with one input and one output."""
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    model = tf.saved_model.load(path)
    frozen = convert_variables_to_constants_v2(model.signatures[signature], lower_control_flow=False)
    inputs = [t for t in frozen.inputs if t.dtype != tf.resource]
    (x,), (y,) = inputs, frozen.outputs
    return Flat(frozen.graph.as_graph_def(), x.name, y.name)


def from_meta_graph(checkpoint, input, output, switches=()):
    """Freezes a MetaGraph beside its checkpoint, with its training switches at
    their inference values, {"is_training": False}."""
    with tf.Graph().as_default() as graph:
        saver = tf1.train.import_meta_graph(checkpoint + ".meta", clear_devices=True)
        with tf1.Session() as session:
            saver.restore(session, checkpoint)
            frozen = tf1.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), [tensor(output)[0]])
    for node in frozen.node:
        if node.name in dict(switches):
            _make_constant(node, dict(switches)[node.name])
    return Flat(frozen, input, output)


def _make_constant(node, value):
    dtype = node.attr["dtype"].type
    del node.input[:]
    node.op = "Const"
    node.attr.clear()
    node.attr["dtype"].type = dtype
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value, dtype=dtype))
