"""A model as one flat graph of constants, as TensorFlow itself makes it: functions
inlined, variables frozen, nothing but what the output needs."""

import os
import tempfile

import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.framework import tensor_util

tf1 = tf.compat.v1


LARGE = 1 << 18  # elements from which a constant is kept beside the graph


class Flat:
    """graph is a GraphDef; input and logits are names of tensors, "node:0".

    weights are the large constants, by name; the graph has placeholders for them. A session
    copies its constants for each set of fetches, and keeps all copies: of VGG16, 0.5 GB each."""

    def __init__(self, graph, input, output, weights=()):
        self.graph, self.input = graph, input
        self.weights = {**dict(weights), **_take_large(graph)}
        self.nodes = {n.name: n for n in graph.node}
        for n in graph.node:
            # Keras gives Swish a gradient of its own, which is the ordinary one in fewer ops.
            n.attr.pop("_gradient_op_type", None)
        self.logits = self._before_softmax(output)
        self.grouped = self._grouped()

    def place(self, input, graph=None):
        """Imports the graph, or another with the same weights, into the default one. Returns the
        logits, and the weights' variables for load."""
        variables = {}
        for name, w in self.weights.items():
            variables[name] = tf1.get_variable("weights/%d" % len(variables), w.shape, tf.as_dtype(w.dtype), tf1.zeros_initializer())
        inputs = {self.input: input, **{k + ":0": v.read_value() for k, v in variables.items()}}
        (logits,) = tf.import_graph_def(graph or self.graph, inputs, [self.logits], name="")
        return logits, variables

    def load(self, variables, session):
        for name, v in variables.items():
            v.load(self.weights[name], session)

    def _grouped(self):
        """The convolutions whose kernels take a part of the channels each."""
        with tf.Graph().as_default() as graph:
            tf.import_graph_def(self.graph, name="")
            convolutions = [o for o in graph.get_operations() if o.type == "Conv2D"]
            return {o.name for o in convolutions if o.inputs[0].shape[3] != o.inputs[1].shape[2]}

    def _before_softmax(self, output):
        at = tensor(output)
        while self.nodes[at[0]].op in ("Identity", "Softmax", "Cast"):
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

    with tempfile.TemporaryDirectory() as copy:
        _without_xla(path, copy)
        model = tf.saved_model.load(copy)
        frozen = convert_variables_to_constants_v2(model.signatures[signature], lower_control_flow=False)
    inputs = [t for t in frozen.inputs if t.dtype != tf.resource]
    (x,), (y,) = inputs, frozen.outputs
    return Flat(frozen.graph.as_graph_def(), x.name, y.name)


def _without_xla(path, copy):
    """Links the model, but for its graph: calls that are to be compiled are not inlined, and
    Keras marks grouped convolutions so."""
    for name in os.listdir(path):
        if name != "saved_model.pb":
            os.symlink(os.path.abspath(os.path.join(path, name)), os.path.join(copy, name))
    with open(os.path.join(path, "saved_model.pb"), "rb") as file:
        model = saved_model_pb2.SavedModel.FromString(file.read())
    for meta in model.meta_graphs:
        functions = meta.graph_def.library.function
        for marked in [meta.graph_def.node, functions, *(f.node_def for f in functions)]:
            for m in marked:
                m.attr.pop("_XlaMustCompile", None)
                m.attr.pop("_noinline", None)
    with open(os.path.join(copy, "saved_model.pb"), "wb") as file:
        file.write(model.SerializeToString())


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


def from_variables(graph, checkpoint, input, output):
    """Puts a checkpoint's values in place of the VariableV2 nodes of a GraphDef, which it changes."""
    reader = tf.train.load_checkpoint(checkpoint) if checkpoint else None
    for node in graph.node:
        if node.op == "VariableV2":
            _make_constant(node, reader.get_tensor(node.name))
    return Flat(graph, input, output)


def _take_large(graph):
    """Puts placeholders in place of the large constants, and returns these."""
    taken = {}
    for node in graph.node:
        shape = node.attr["value"].tensor.tensor_shape
        if node.op == "Const" and tf.TensorShape(shape).num_elements() >= LARGE:
            taken[node.name] = tensor_util.MakeNdarray(node.attr["value"].tensor)
            node.op = "Placeholder"
            node.attr["shape"].shape.CopyFrom(shape)
            del node.attr["value"]
    return taken


def _make_constant(node, value):
    dtype = node.attr["dtype"].type
    del node.input[:]
    node.op = "Const"
    node.attr.clear()
    node.attr["dtype"].type = dtype
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value, dtype=dtype))
