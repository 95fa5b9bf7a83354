"""Builds one network of TF-slim (tools/slim/networks.py) with random weights and saves it as a
MetaGraph beside its checkpoint.

    TF_USE_LEGACY_KERAS=1 python slimnet.py NAME DIRECTORY
    TF_USE_LEGACY_KERAS=1 python slimnet.py                 lists the names

Writes DIRECTORY/model.ckpt.{meta,index,data-...} and DIRECTORY/x.npy, the preprocessed photo."""

import pathlib
import sys

import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "slim"))

import networks
import photos

tf1 = tf.compat.v1
NETS = {n.name: n for n in networks.ALL}
MEAN = np.array([123.68, 116.779, 103.939], np.float32)


def preprocess(name, images):
    if name.startswith(("inception", "resnet_v2")):
        return images / 127.5 - 1
    return images - MEAN


def save(name, directory, size=None, **options):
    """Writes the network with random weights; returns its input."""
    tf1.disable_eager_execution()
    net = NETS[name]
    images = preprocess(name, photos.batch(size or net.size)).astype(np.float32)
    trained = _train(net, images, **options)
    with tf.Graph().as_default():
        net.build(size=size, **options)
        saver = tf1.train.Saver()
        with tf1.Session() as session:
            for v in tf1.global_variables():
                v.load(trained[v.op.name], session)
            saver.save(session, str(directory) + "/model.ckpt")
    return images[:1]


def main(name, directory):
    np.save(directory + "/x.npy", save(name, directory))


def _train(net, images, **options):
    """Random variables, with batch norms that know the statistics of the images."""
    with tf.Graph().as_default():
        tf1.set_random_seed(1)
        x, _ = net.build(training=True, size=images.shape[1], **options)
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            _randomize(session, np.random.RandomState(1))
            session.run(tf1.get_collection(tf1.GraphKeys.UPDATE_OPS), {x: images})
            return {v.op.name: session.run(v) for v in tf1.global_variables()}


def _randomize(session, rng):
    for v in tf1.global_variables():
        kind, shape = v.op.name.split("/")[-1], v.shape.as_list()
        if kind in ("biases", "beta"):
            v.load(rng.normal(0, 0.1, shape).astype(np.float32), session)
        elif kind == "gamma":
            v.load(rng.uniform(0.5, 1.5, shape).astype(np.float32), session)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(*NETS, sep="\n")
    else:
        main(*sys.argv[1:])
