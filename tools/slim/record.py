"""Records the inference graphs of TF-slim's VGG networks: record.py DIR writes DIR/{vgg_a,vgg_16,vgg_19}.pb."""

import sys

import tensorflow as tf
import tf_slim as slim
from tf_slim.nets import vgg

tf1 = tf.compat.v1


def record(network, path):
    with tf1.Graph().as_default() as graph:
        image = tf1.placeholder(tf.float32, [None, 224, 224, 3], name="input")
        with slim.arg_scope(vgg.vgg_arg_scope()):
            logits, _ = network(image, is_training=False)
        tf1.identity(logits, name="logits")
        # Initialisers and savers are not part of inference.
        definition = tf1.graph_util.extract_sub_graph(graph.as_graph_def(), ["logits"])
    with open(path, "wb") as file:
        file.write(definition.SerializeToString(deterministic=True))


def main(directory):
    tf1.disable_v2_behavior()
    tf1.disable_resource_variables()
    for network in (vgg.vgg_a, vgg.vgg_16, vgg.vgg_19):
        record(network, f"{directory}/{network.__name__}.pb")


main(sys.argv[1])
