"""Builds one network of TF-slim with random weights and saves it as a MetaGraph beside
its checkpoint.

    TF_USE_LEGACY_KERAS=1 python slimnet.py NAME DIRECTORY

Writes DIRECTORY/model.ckpt.{meta,index,data-...} and DIRECTORY/x.npy, the preprocessed photo."""

import importlib
import sys

import numpy as np
import tensorflow as tf

# TensorFlow looks for the layers that TF-slim uses where Keras 2 had them before.
for module in ("", ".base", ".convolutional", ".core", ".normalization", ".pooling"):
    sys.modules["tf_keras.legacy_tf_layers" + module] = importlib.import_module("tf_keras.src.legacy_tf_layers" + module)

import tf_slim as slim
from tf_slim.nets import alexnet, inception, overfeat, resnet_utils, resnet_v1, resnet_v2, vgg

import photos

tf1 = tf.compat.v1
MEAN = np.array([123.68, 116.779, 103.939], np.float32)


def _mean(images):
    return images - MEAN


def _inception(images):
    return images / 127.5 - 1


# name: the network, its arg_scope, its image size, its preprocessing
NETS = {
    "vgg_a": (vgg.vgg_a, vgg.vgg_arg_scope, 224, _mean),
    "vgg_16": (vgg.vgg_16, vgg.vgg_arg_scope, 224, _mean),
    "vgg_19": (vgg.vgg_19, vgg.vgg_arg_scope, 224, _mean),
    "alexnet_v2": (alexnet.alexnet_v2, alexnet.alexnet_v2_arg_scope, 224, _mean),
    "overfeat": (overfeat.overfeat, overfeat.overfeat_arg_scope, 231, _mean),
    "inception_v1": (inception.inception_v1, inception.inception_v1_arg_scope, 224, _inception),
    "inception_v2": (inception.inception_v2, inception.inception_v2_arg_scope, 224, _inception),
    "inception_v3": (inception.inception_v3, inception.inception_v3_arg_scope, 299, _inception),
    "resnet_v1_50": (resnet_v1.resnet_v1_50, resnet_utils.resnet_arg_scope, 224, _mean),
    "resnet_v1_101": (resnet_v1.resnet_v1_101, resnet_utils.resnet_arg_scope, 224, _mean),
    "resnet_v1_152": (resnet_v1.resnet_v1_152, resnet_utils.resnet_arg_scope, 224, _mean),
    "resnet_v1_200": (resnet_v1.resnet_v1_200, resnet_utils.resnet_arg_scope, 224, _mean),
    "resnet_v2_50": (resnet_v2.resnet_v2_50, resnet_utils.resnet_arg_scope, 299, _inception),
    "resnet_v2_101": (resnet_v2.resnet_v2_101, resnet_utils.resnet_arg_scope, 299, _inception),
    "resnet_v2_152": (resnet_v2.resnet_v2_152, resnet_utils.resnet_arg_scope, 299, _inception),
    "resnet_v2_200": (resnet_v2.resnet_v2_200, resnet_utils.resnet_arg_scope, 299, _inception),
}


def build(name, size, training, **options):
    net, scope, _, _ = NETS[name]
    images = tf1.placeholder(tf.float32, [None, size, size, 3], name="input")
    with slim.arg_scope(scope()), slim.arg_scope([slim.batch_norm], decay=0.0):
        logits, _ = net(images, is_training=training, **options)
    if logits.shape.rank == 4:
        logits = tf.squeeze(logits, [1, 2])
    return images, tf.identity(logits, name="logits")


def save(name, directory, size=0, **options):
    """Writes the network with random weights; returns its input."""
    tf1.disable_eager_execution()
    _, _, own_size, preprocess = NETS[name]
    size, options = size or own_size, {"num_classes": 1000, **options}
    images = preprocess(photos.batch(size)).astype(np.float32)
    trained = _train(name, images, **options)
    with tf.Graph().as_default():
        build(name, size, training=False, **options)
        saver = tf1.train.Saver()
        with tf1.Session() as session:
            for v in tf1.global_variables():
                v.load(trained[v.op.name], session)
            saver.save(session, str(directory) + "/model.ckpt")
    return images[:1]


def main(name, directory):
    np.save(directory + "/x.npy", save(name, directory))


def _train(name, images, **options):
    """Random variables, with batch norms that know the statistics of the images."""
    with tf.Graph().as_default():
        tf1.set_random_seed(1)
        x, _ = build(name, images.shape[1], training=True, **options)
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
    main(*sys.argv[1:])
