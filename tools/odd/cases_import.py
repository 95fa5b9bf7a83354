"""Models that are hard to read in: what TF2 leaves out or carries along when it saves them."""

import contextlib
import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import lookup

from reference import plain
from record import record, save

SIZE, CLASSES = 7, 3


def pooled(maps):
    return tf.reduce_mean(maps, [1, 2])


def case_dilated(directory):
    """Dilated convolutions are SpaceToBatchND, a convolution and BatchToSpaceND, whose types TF2 does not save."""
    draw = np.random.default_rng(21)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 4)), tf.float32)
    depth = tf.constant(draw.standard_normal((3, 3, 4, 1)), tf.float32)
    dense = tf.constant(draw.standard_normal((4, CLASSES)), tf.float32)

    def f(x, act):
        maps = act(tf.nn.relu, tf.nn.convolution(x, kernel, dilations=2, padding="SAME"))
        maps = act(tf.nn.relu, tf.nn.depthwise_conv2d(maps, depth, [1, 1, 1, 1], "SAME", dilations=[2, 2]))
        return tf.matmul(pooled(maps), dense)

    save(directory, "dilated", lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"))
    record(directory, "dilated", f, draw.standard_normal((1, SIZE, SIZE, 2)))


def on(device):
    """A device in a graph; eager TensorFlow has to compute on what is there."""
    return tf.device(None if tf.executing_eagerly() else device)


def case_placed(directory):
    """Nodes, those of a loop's functions too, on devices of another machine, and colocated with nodes of functions."""
    draw = np.random.default_rng(22)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 4)), tf.float32)
    table = tf.Variable(draw.standard_normal((5, 4)), dtype=tf.float32)
    dense = tf.constant(draw.standard_normal((4, CLASSES)), tf.float32)

    def doubled(value):
        def twice(i, v):
            with on("/job:worker/task:7/device:CPU:0"):
                return i + 1, v * 2.0

        return tf.while_loop(lambda i, v: i < 3, twice, [0, value])[1]

    def f(x, act):
        x = tf.image.resize_with_pad(x, 9, 8)
        with on("/job:worker/replica:0/task:1/device:GPU:0"):
            maps = act(tf.nn.relu, tf.nn.conv2d(x, kernel, 1, "SAME"))
        rows = tf.nn.embedding_lookup(table, tf.constant([3, 1]))
        with on("/device:GPU:1"):
            bias = doubled(tf.reduce_sum(rows, 0))
        return tf.matmul(pooled(maps) + 0.1 * bias, dense)

    save(directory, "placed", lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"), holds=[table])
    record(directory, "placed", f, draw.standard_normal((1, SIZE, SIZE, 2)))


@contextlib.contextmanager
def words():
    """The name of a file of words, which is relative: models note down the name."""
    before, there = os.getcwd(), tempfile.mkdtemp()
    os.chdir(there)
    try:
        with open("words.txt", "w") as f:
            f.write("ant\nbee\ncat\n")
        yield "words.txt"
    finally:
        os.chdir(before)
        shutil.rmtree(there)


def lines(name, number_of=True):
    """Reads the numbers of words, or the words of numbers."""
    of, to = lookup.TextFileIndex.WHOLE_LINE, lookup.TextFileIndex.LINE_NUMBER
    if number_of:
        return lookup.TextFileInitializer(name, tf.string, of, tf.int64, to)
    return lookup.TextFileInitializer(name, tf.int64, to, tf.string, of)


def case_tables(directory):
    """Lookup tables beside the image: of constants, of a file, and one that the checkpoint holds."""
    directory = os.path.abspath(directory)
    draw = np.random.default_rng(23)
    kernel = tf.Variable(draw.standard_normal((3, 3, 2, 4)), dtype=tf.float32)
    rows = tf.constant(draw.standard_normal((20, 4)), tf.float32)
    dense = tf.constant(draw.standard_normal((4, CLASSES)), tf.float32)
    with words() as file:
        of_file = lookup.StaticHashTable(lines(file), -1)
        of_constants = lookup.StaticHashTable(
            lookup.KeyValueTensorInitializer(["ant", "bee"], tf.constant([5, 11], tf.int64)), 0)
        held = lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
        held.insert(["bee", "cat"], tf.constant([17, 3], tf.int64))

        def f(x, act, word=tf.constant(["bee"])):
            numbers = tf.stack([t.lookup(word) for t in (of_file, of_constants, held)], 1)
            maps = act(tf.nn.relu, tf.nn.conv2d(x, kernel, 1, "SAME"))
            return tf.matmul(pooled(maps) * tf.reduce_sum(tf.gather(rows, numbers), 1), dense)

        specs = [tf.TensorSpec([None, SIZE, SIZE, 2], name="x"), tf.TensorSpec([None], tf.string, name="word")]
        save(directory, "tables", lambda x, word: f(x, plain, word), specs, holds=[kernel, of_file, of_constants, held])
        record(directory, "tables", f, draw.standard_normal((1, SIZE, SIZE, 2)))


def case_tables_tf1(directory):
    """As TF1 saves them: the initialisation is the main op, the file an asset, and an output names the top class."""
    v1 = tf.compat.v1
    directory = os.path.abspath(directory)
    path = f"{directory}/tables_tf1"
    shutil.rmtree(path, ignore_errors=True)
    draw = np.random.default_rng(24)
    dense = draw.standard_normal((SIZE, CLASSES)).astype(np.float32)

    def f(x, act, numbers=1.0):
        return act(tf.nn.relu, tf.matmul(x, dense)) * (1.0 + numbers) + 0.1 * tf.matmul(x, dense)

    with words() as file, v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, SIZE], name="x")
        number = tf.reshape(lookup.StaticHashTable(lines(file), -1).lookup(tf.constant("bee")), [])
        lookup.StaticHashTable(lines(file), -7).lookup(tf.constant("ant"), name="unused")
        scores = f(x, plain, tf.cast(number, tf.float32))
        label = lookup.StaticHashTable(lines(file, number_of=False), "?").lookup(tf.argmax(scores, 1))
        session.run(v1.tables_initializer())
        signature = v1.saved_model.predict_signature_def({"x": x}, {"scores": scores, "label": label})
        builder = v1.saved_model.Builder(path)
        builder.add_meta_graph_and_variables(
            session, ["serve"], signature_def_map={"serving_default": signature}, main_op=v1.tables_initializer(),
            assets_collection=v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS))
        builder.save()
        with open(f"{directory}/tables_tf1.pb", "wb") as frozen:
            frozen.write(session.graph.as_graph_def().SerializeToString())
    record(directory, "tables_tf1", f, draw.standard_normal((1, SIZE)))


def case_layer_norm(directory):
    """Keras 2's LayerNormalization is a batch normalisation in training mode; EnsureShape and DeepCopy are on the way."""
    draw = np.random.default_rng(25)
    kernel = tf.constant(draw.standard_normal((3, 3, 2, 8)), tf.float32)
    dense = tf.constant(draw.standard_normal((8, CLASSES)), tf.float32)

    def norm(x):
        shape = tf.shape(x)
        rows = tf.reduce_prod(shape[:-1])
        flat = tf.reshape(x, [1, rows, tf.reduce_prod(shape[-1:]), 1])
        ones, zeros = tf.ones([rows]), tf.zeros([rows])
        z, _, _ = tf.compat.v1.nn.fused_batch_norm(flat, ones, zeros, epsilon=1e-3, data_format="NCHW")
        return tf.reshape(z, shape)

    @tf.custom_gradient
    def copied(x):
        return tf.raw_ops.DeepCopy(x=x), lambda dy: dy

    def f(x, act):
        copy = copied if tf.executing_eagerly() else (lambda x: tf.raw_ops.DeepCopy(x=x))
        maps = act(tf.nn.leaky_relu, norm(tf.nn.conv2d(copy(x), kernel, 1, "SAME")))
        maps = act(tf.nn.relu, norm(tf.ensure_shape(maps, [None, SIZE, SIZE, 8])))
        return tf.matmul(pooled(maps), dense)

    save(directory, "layer_norm", lambda x: f(x, plain), tf.TensorSpec([None, SIZE, SIZE, 2], name="x"))
    record(directory, "layer_norm", f, draw.standard_normal((1, SIZE, SIZE, 2)))
