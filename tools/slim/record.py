"""Records the inference graphs of TF-slim's networks: record.py DIR writes DIR/NAME.pb.gz for each of networks.ALL."""

import gzip
import sys

import networks
import tensorflow as tf

tf1 = tf.compat.v1


def record(network, path):
    with tf1.Graph().as_default() as graph:
        network.build()
        # Initialisers and savers are not part of inference.
        definition = tf1.graph_util.extract_sub_graph(graph.as_graph_def(), ["logits"])
    with open(path, "wb") as file:
        # Without a time, so that the same graph gives the same file.
        file.write(gzip.compress(definition.SerializeToString(deterministic=True), 9, mtime=0))


def main(directory):
    tf1.disable_v2_behavior()
    tf1.disable_resource_variables()
    for network in networks.ALL:
        record(network, f"{directory}/{network.name}.pb.gz")


main(sys.argv[1])
