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


def build_partitioned():
    """The dense layer lies in slices, as a partitioner for parameter servers makes them."""
    x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
    kernel, bias = [v1.get_variable(name, initializer=value) for name, value in (("kernel", KERNEL), ("bias", BIAS))]
    constant = lambda shape, dtype, partition_info: DENSE[partition_info.var_offset[0]:][:shape[0]]
    dense = v1.get_variable("dense", DENSE.shape, initializer=constant, partitioner=v1.fixed_size_partitioner(3))
    return {"image": x}, {"logits": tf.identity(network(x, kernel, bias, tf.convert_to_tensor(dense)), "logits")}


def partitioned(directory):
    save_v1(f"{directory}/partitioned", build_partitioned)
    record(directory, "partitioned", network)


def partitioned_v1(directory):
    """The same with a checkpoint of the first version."""
    os.makedirs(f"{directory}/partitioned_v1")
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        build_partitioned()
        session.run(v1.global_variables_initializer())
        v1.train.Saver(write_version=v1.train.SaverDef.V1).save(session, f"{directory}/partitioned_v1/model.ckpt", write_state=False)
    record(directory, "partitioned_v1", network)


# MetaGraphs of training.


def train(directory, name, loss_of, optimizer, **clip):
    """loss_of takes the logits and the labels, and may add what else a training graph has."""
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        labels = v1.placeholder(tf.float32, [None, CLASSES], "labels")
        kernel, bias, dense = [v1.get_variable(key, initializer=value) for key, value in (("kernel", KERNEL), ("bias", BIAS), ("dense", DENSE))]
        logits = tf.identity(network(x, kernel, bias, dense), "logits")
        loss = loss_of(logits, labels)
        gradients = optimizer.compute_gradients(loss)
        if clip:
            gradients = [(tf.clip_by_norm(g, clip["norm"]), v) for g, v in gradients]
        for g, v in gradients:
            v1.summary.histogram(v.op.name, g)
        optimizer.apply_gradients(gradients, v1.train.get_or_create_global_step(), name="train")
        average = tf.train.ExponentialMovingAverage(0.9)
        average.apply([kernel])
        v1.summary.merge_all()
        session.run(v1.global_variables_initializer())
        v1.train.Saver().save(session, f"{directory}/{name}/model.ckpt", write_state=False)
    record(directory, name, network)


def training_softmax(directory):
    """Adam on a softmax cross-entropy, with probabilities, an accuracy and clipped gradients."""
    def loss_of(logits, labels):
        probabilities = tf.nn.softmax(logits, name="probabilities")
        right = tf.equal(tf.argmax(probabilities, 1), tf.argmax(labels, 1))
        v1.summary.scalar("accuracy", tf.reduce_mean(tf.cast(right, tf.float32)))
        return tf.reduce_mean(v1.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits))

    train(directory, "training_softmax", loss_of, v1.train.AdamOptimizer(0.1), norm=1.0)


def training_sigmoid(directory):
    """Momentum on a sigmoid cross-entropy, and maps of the features that nothing reads."""
    def loss_of(logits, labels):
        graph = v1.get_default_graph()
        tf.identity(graph.get_tensor_by_name("Relu:0"), "features")
        return v1.losses.sigmoid_cross_entropy(labels, logits)

    train(directory, "training_sigmoid", loss_of, v1.train.MomentumOptimizer(0.1, 0.9))


def training_by_hand(directory):
    """A cross-entropy written out, as tutorials have it."""
    def loss_of(logits, labels):
        return -tf.reduce_sum(labels * tf.math.log(tf.nn.softmax(logits)))

    train(directory, "training_by_hand", loss_of, v1.train.GradientDescentOptimizer(0.1))


def training_squares(directory):
    """Squared errors of a regression."""
    train(directory, "training_squares", lambda outputs, labels: tf.reduce_mean(tf.square(outputs - labels)), v1.train.RMSPropOptimizer(0.1))


# Object graphs.


def keras3_saved(directory):
    """A Keras 3 model by tf.saved_model.save: its saver restores copies of the variables that its functions read."""
    import keras

    inputs = keras.Input((SIZE, SIZE, 3), name="image")
    maps = keras.layers.Conv2D(6, 3, strides=2, padding="same", activation="relu", name="conv")(inputs)
    normed = keras.layers.BatchNormalization(name="norm")(maps)
    logits = keras.layers.Dense(CLASSES, name="scores")(keras.layers.GlobalAveragePooling2D()(normed))
    model = keras.Model(inputs, logits)
    for v in model.variables:
        v.assign(np.abs(draw.randn(*v.shape)).astype(np.float32) + 0.2 if "variance" in v.path else draw.randn(*v.shape).astype(np.float32) * 0.5)
    path = f"{directory}/keras3_saved"
    tf.saved_model.save(model, path)
    trim(path)
    record(directory, "keras3_saved", lambda x: model(x, training=False))


class Scored(tf.Module):
    """Functions of several objects, with variables, a captured constant and an argument that is no tensor."""

    def __init__(self):
        super().__init__()
        self.net, self.scale = Net(), tf.constant(np.linspace(0.5, 1.5, CLASSES).astype(np.float32))

    @tf.function
    def __call__(self, image, training=False):
        logits = network(tf.nn.dropout(image, 0.5) if training else image, self.net.kernel, self.net.bias, self.net.dense)
        return logits * self.scale

    @tf.function
    def features(self, image):
        return tf.nn.relu(tf.nn.conv2d(image, self.net.kernel, 2, "SAME"))


def functions(directory):
    """A tf.Module without signatures."""
    path, module = f"{directory}/functions", Scored()
    for training in (False, True):
        module.__call__.get_concrete_function(IMAGE, training=training)
    module.features.get_concrete_function(IMAGE)
    tf.saved_model.save(module, path)
    trim(path)
    record(directory, "functions", module)


# Inputs of another kind.


def unknown_rank(directory):
    """A placeholder without a shape."""
    def build():
        x = v1.placeholder(tf.float32, None, "x")
        return {"image": x}, {"logits": tf.identity(network(x), "logits")}

    save_v1(f"{directory}/unknown_rank", build)
    record(directory, "unknown_rank", network)


def any_rank(directory):
    """A placeholder without a shape, which the network flattens."""
    weights = draw.randn(SIZE * SIZE * 3, CLASSES).astype(np.float32) * 0.1

    def scores(x):
        return tf.matmul(tf.nn.relu(tf.reshape(x, [-1, SIZE * SIZE * 3]) - 0.1), weights)

    def build():
        x = v1.placeholder(tf.float32, None, "x")
        return {"image": x}, {"logits": tf.identity(scores(x), "logits")}

    save_v1(f"{directory}/any_rank", build)
    record(directory, "any_rank", scores)


def unbatched(directory):
    """An input and an output without a batch dimension, which the graph adds and removes."""
    def build():
        x = v1.placeholder(tf.float32, [SIZE, SIZE, 3], "x")
        return {"image": x}, {"logits": tf.identity(network(tf.expand_dims(x / 2.0, 0))[0], "logits")}

    save_v1(f"{directory}/unbatched", build)
    record(directory, "unbatched", lambda x: network(x / 2.0))


def unbatched_softmax(directory):
    """An input of unknown rank, which must be [H,W,3], and probabilities [1,C]."""
    def build():
        x = v1.placeholder(tf.float32, None, "x")
        return {"image": x}, {"probabilities": tf.nn.softmax(network(x[tf.newaxis]), name="probabilities")}

    save_v1(f"{directory}/unbatched_softmax", build)
    record(directory, "unbatched_softmax", network)


def token_ids(directory):
    """Numbers of tokens as floats, and their embeddings, at which the rest can be explained. The output waits for the lookup."""
    class Tokens(tf.Module):
        def __init__(self):
            super().__init__()
            self.table = tf.Variable(draw.randn(10, 6).astype(np.float32), name="table")
            self.dense = tf.Variable(DENSE, name="dense")

        def score(self, embedded):
            return tf.matmul(tf.reduce_mean(tf.nn.relu(embedded), 1), self.dense)

        @tf.function(input_signature=[tf.TensorSpec([None, 5], tf.float32, name="tokens")])
        def __call__(self, tokens):
            return {"logits": self.score(tf.gather(self.table, tf.cast(tokens, tf.int32)))}

    module, path = Tokens(), f"{directory}/token_ids"
    tf.saved_model.save(module, path, signatures={"serving_default": module.__call__})
    trim(path)
    record(directory, "token_ids", module.score, x=draw.randn(1, 5, 6).astype(np.float32))


FORMS = (snappy, text_saved_model, text_graph, text_meta_graph, other_name, partitioned, partitioned_v1, training_softmax, training_sigmoid,
         training_by_hand, training_squares, keras3_saved, functions, unknown_rank, any_rank, unbatched, unbatched_softmax, token_ids)

for write in FORMS:
    if len(sys.argv) == 2 or write.__name__ in sys.argv[2:]:
        draw.seed(2026)
        shutil.rmtree(f"{sys.argv[1]}/{write.__name__}", ignore_errors=True)
        write(sys.argv[1])
