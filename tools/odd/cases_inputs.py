"""Inputs that are not RGB images: gray and RGBA pictures, matrices, series and one-hot sequences."""

import os

import numpy as np
import tensorflow as tf

from cases_outputs import weights
from reference import plain
from record import record, save

PICTURE = f"{os.path.dirname(os.path.abspath(__file__))}/../../testdata/pictures/alpha.png"


def pixels():
    return tf.io.decode_png(tf.io.read_file(PICTURE), channels=4).numpy()


def luminance():
    """ITU-R BT.601, in the integers of Pillow's convert("L")."""
    r, g, b = np.moveaxis(pixels()[..., :3].astype(np.uint32), -1, 0)
    return ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16).astype(np.float32)


def write(directory, name, f, x):
    x = np.asarray(x, np.float32)[None]
    save(directory, name, lambda x: f(x, plain), tf.TensorSpec([None, *x.shape[1:]], name="x"))
    record(directory, name, f, x)


def case_gray(directory):
    """[N,6,9,1]; x is testdata/pictures/alpha.png in gray, from 0 to 1."""
    k, w = weights(81, (3, 3, 1, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    write(directory, "gray", f, luminance()[..., None] / 255)


def case_matrix(directory):
    """The same as [N,6,9], flattened, as in many tutorials with digits."""
    k, w = weights(82, (54, 8), (8, 3))

    def f(x, act):
        return tf.matmul(act(tf.nn.relu, tf.matmul(tf.reshape(x, [-1, 54]), k)), w)

    write(directory, "matrix", f, luminance() / 255)


def case_four_channels(directory):
    """[N,6,9,4]; x is the picture with its opacity, from 0 to 1."""
    k, w = weights(83, (3, 3, 4, 4), (4, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    write(directory, "four_channels", f, pixels().astype(np.float32) / 255)


def case_one_hot(directory):
    """A sequence of four letters, one-hot, [N,12,4]."""
    k, w = weights(84, (3, 4, 5), (5, 3))

    def f(x, act):
        return tf.matmul(tf.reduce_max(act(tf.nn.relu, tf.nn.conv1d(x, k, 1, "SAME")), 1), w)

    write(directory, "one_hot", f, np.eye(4)[np.random.default_rng(84).integers(0, 4, 12)])


def record_behind(directory, name, f, made, **raw):
    """Records the maps at what the model makes of its input, and keeps that input beside them."""
    record(directory, name, f, np.asarray(made, np.float32))
    path = f"{directory}/{name}.npz"
    np.savez_compressed(path, **dict(np.load(path)), **raw)


def case_embedding(directory):
    """Token ids, [N,6], looked up in an embedding."""
    table, k, w = weights(85, (10, 4), (3, 4, 5), (5, 3))
    ids = np.random.default_rng(85).integers(0, 10, (1, 6)).astype(np.int32)

    def f(e, act):
        return tf.matmul(tf.reduce_max(act(tf.nn.relu, tf.nn.conv1d(e, k, 1, "SAME")), 1), w)

    save(directory, "embedding", lambda ids: f(tf.gather(table, ids), plain), tf.TensorSpec([None, 6], tf.int32, name="ids"))
    record_behind(directory, "embedding", f, tf.gather(table, ids), ids=ids[0])


def case_embedding_of_length(directory):
    """The same of texts of any length, where the ids also say which step is the last: the score needs them twice."""
    table, k, w = weights(86, (10, 4), (4, 5), (5, 3))
    ids = np.array([[3, 7, 1, 4, 0, 0]], np.int32)

    def f(e, act, ids=ids):
        last = tf.math.count_nonzero(ids, 1, dtype=tf.int32) - 1
        return tf.matmul(tf.gather(act(tf.nn.relu, tf.tensordot(e, k, 1)), last, batch_dims=1), w)

    save(directory, "embedding_of_length", lambda ids: f(tf.gather(table, ids), plain, ids), tf.TensorSpec([None, None], tf.int32, name="ids"))
    record_behind(directory, "embedding_of_length", f, tf.gather(table, ids), ids=ids[0])


def case_two_embeddings(directory):
    """Two tables for the same ids: there are two tensors at which the score can be explained."""
    table, other, w = weights(87, (10, 4), (10, 4), (4, 3))

    def f(ids):
        return tf.matmul(tf.nn.relu(tf.reduce_mean(tf.gather(table, ids) * tf.gather(other, ids), 1)), w)

    save(directory, "two_embeddings", f, tf.TensorSpec([None, 6], tf.int32, name="ids"))


def case_image_bytes(directory):
    """The bytes of a picture, which the model decodes, resizes and scales."""
    k, w = weights(88, (3, 3, 3, 4), (4, 3))

    def prepared(bytes):
        return tf.image.resize(tf.cast(tf.io.decode_png(bytes, channels=3), tf.float32) / 255, (4, 6))

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x, k, 1, "SAME")), [1, 2]), w)

    def whole(bytes):
        return f(tf.map_fn(prepared, bytes, fn_output_signature=tf.TensorSpec([4, 6, 3], tf.float32)), plain)

    save(directory, "image_bytes", whole, tf.TensorSpec([None], tf.string, name="image_bytes"))
    record_behind(directory, "image_bytes", f, prepared(tf.io.read_file(PICTURE))[None])


def case_pixels(directory):
    """Pixels as uint8, of any size, which the model resizes and scales."""
    k, w = weights(89, (3, 3, 3, 4), (4, 3))

    def prepared(x):
        return tf.image.resize(x, (4, 6))  # the first float tensor; the scale is differentiated

    def f(x, act):
        return tf.matmul(tf.reduce_mean(act(tf.nn.relu, tf.nn.conv2d(x / 127.5 - 1, k, 1, "SAME")), [1, 2]), w)

    save(directory, "pixels", lambda x: f(prepared(x), plain), tf.TensorSpec([None, None, None, 3], tf.uint8, name="image"))
    record_behind(directory, "pixels", f, prepared(pixels()[None, ..., :3]), pixels=pixels()[..., :3])


def case_example(directory):
    """A tf.Example with a text, whose words are hashed and looked up."""
    table, w = weights(91, (16, 4), (4, 3))
    text = "frozen networks are pruned networks"

    def prepared(examples):
        texts = tf.io.parse_example(examples, {"text": tf.io.FixedLenFeature([], tf.string)})["text"]
        words = tf.strings.split(texts).to_tensor(shape=[None, 5])
        return tf.gather(table, tf.strings.to_hash_bucket_fast(words, 16))

    def f(x, act):
        return tf.matmul(act(tf.nn.relu, tf.reduce_mean(x, 1)), w)

    save(directory, "example", lambda examples: f(prepared(examples), plain), tf.TensorSpec([None], tf.string, name="examples"))
    feature = tf.train.Feature(bytes_list=tf.train.BytesList(value=[text.encode()]))
    example = tf.train.Example(features=tf.train.Features(feature={"text": feature})).SerializeToString()
    with open(f"{directory}/example.bin", "wb") as file:
        file.write(example)
    record_behind(directory, "example", f, prepared([example]))
