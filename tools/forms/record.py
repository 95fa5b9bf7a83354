"""Writes one small network in the forms that people have it in, with what Python says of it.

record.py DIR [NAME...] writes the files of each form into DIR/NAME/, and DIR/NAME.npz: an input x, the logits there, and the
gradient of the top class's logit with respect to x.
"""

import os
import shutil
import sys

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.protobuf import saved_model_pb2

from snappy import compress_index

v1 = tf.compat.v1
SIZE, CLASSES = 8, 4
draw = np.random.RandomState(2026)
KERNEL = draw.randn(3, 3, 3, 6).astype(np.float32) * 0.5
BIAS = draw.randn(6).astype(np.float32) * 0.1
DENSE = draw.randn(6, CLASSES).astype(np.float32)
X = draw.randn(1, SIZE, SIZE, 3).astype(np.float32)
IMAGE = tf.TensorSpec([None, SIZE, SIZE, 3], tf.float32, name="image")


def network(x, kernel=KERNEL, bias=BIAS, dense=DENSE):
    maps = tf.nn.relu(tf.nn.conv2d(x, kernel, 2, "SAME") + bias)
    return tf.matmul(tf.reduce_mean(maps, [1, 2]), dense)


def record(directory, name, logits_of, x=X):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = logits_of(x)
        score = tf.reduce_max(logits)
    np.savez_compressed(f"{directory}/{name}.npz", x=x.numpy()[0], logits=logits.numpy(), grad=tape.gradient(score, x).numpy()[0])


def trim(path):
    """Removes what TensorFlow writes besides the model."""
    if os.path.exists(f"{path}/fingerprint.pb"):
        os.remove(f"{path}/fingerprint.pb")
    if os.path.isdir(f"{path}/assets") and not os.listdir(f"{path}/assets"):
        os.rmdir(f"{path}/assets")


def variables():
    return [tf.Variable(value, name=name) for name, value in (("kernel", KERNEL), ("bias", BIAS), ("dense", DENSE))]


class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.kernel, self.bias, self.dense = variables()

    @tf.function(input_signature=[IMAGE])
    def score(self, image):
        return {"logits": network(image, self.kernel, self.bias, self.dense)}


def save(path):
    net = Net()
    tf.saved_model.save(net, path, signatures={"serving_default": net.score})
    trim(path)


def save_v1(path, build):
    """build returns the signature's inputs and outputs, in a graph of TF1."""
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        inputs, outputs = build()
        session.run(v1.global_variables_initializer())
        info = v1.saved_model.build_tensor_info
        signature = v1.saved_model.build_signature_def(
            {k: info(t) for k, t in inputs.items()}, {k: info(t) for k, t in outputs.items()}, "tensorflow/serving/predict")
        builder = v1.saved_model.Builder(path)
        builder.add_meta_graph_and_variables(session, ["serve"], {"serving_default": signature})
        builder.save()


def build_v1():
    x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
    held = [v1.get_variable(name, initializer=value) for name, value in (("kernel", KERNEL), ("bias", BIAS), ("dense", DENSE))]
    return {"image": x}, {"logits": tf.identity(network(x, *held), "logits")}


def in_text(message):
    return text_format.MessageToString(message)


# Files.


def snappy(directory):
    """The index of the checkpoint is compressed, which Python reads, too."""
    path = f"{directory}/snappy"
    save(path)
    compress_index(f"{path}/variables/variables.index")
    loaded = tf.saved_model.load(path).signatures["serving_default"](tf.constant(X))["logits"]
    np.testing.assert_array_equal(loaded, network(X))
    record(directory, "snappy", network)


def text_saved_model(directory):
    path = f"{directory}/text_saved_model"
    save_v1(path, build_v1)
    model = saved_model_pb2.SavedModel.FromString(open(f"{path}/saved_model.pb", "rb").read())
    os.remove(f"{path}/saved_model.pb")
    with open(f"{path}/saved_model.pbtxt", "w") as f:
        f.write(in_text(model))
    record(directory, "text_saved_model", network)


def text_graph(directory):
    with tf.Graph().as_default() as graph:
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        tf.identity(network(x), "logits")
    os.makedirs(f"{directory}/text_graph")
    with open(f"{directory}/text_graph/graph.pbtxt", "w") as f:
        f.write(in_text(graph.as_graph_def()))
    record(directory, "text_graph", network)


def text_meta_graph(directory):
    path = f"{directory}/text_meta_graph"
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        build_v1()
        session.run(v1.global_variables_initializer())
        saver = v1.train.Saver()
        saver.save(session, f"{path}/model.ckpt", write_meta_graph=False, write_state=False)
        saver.export_meta_graph(f"{path}/model.ckpt.meta", as_text=True)
    record(directory, "text_meta_graph", network)


def other_name(directory):
    """The file of a SavedModel that was renamed, beside its variables."""
    path = f"{directory}/other_name"
    save(path)
    os.rename(f"{path}/saved_model.pb", f"{path}/my_network.pb")
    record(directory, "other_name", network)


FORMS = (snappy, text_saved_model, text_graph, text_meta_graph, other_name)

for write in FORMS:
    if len(sys.argv) == 2 or write.__name__ in sys.argv[2:]:
        draw.seed(2026)
        shutil.rmtree(f"{sys.argv[1]}/{write.__name__}", ignore_errors=True)
        write(sys.argv[1])
