"""Records vector-Jacobian products of TensorFlow's Python gradients: python record.py DIRECTORY.

Writes a GraphDef (.pb, every case under its own scope) and an .npz (x, y, dy, dx of every case) for each of SETS, or for those named: python record.py DIRECTORY rare.
"""
import os
import sys
from pathlib import Path

# The plain Eigen kernels on one thread: the figures do not depend on the machine's cores or on fusions.
os.environ.update(TF_ENABLE_ONEDNN_OPTS="0", TF_CPP_MIN_LOG_LEVEL="2", CUDA_VISIBLE_DEVICES="-1")

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import rewriter_config_pb2

import cases_binary
import cases_composite
import cases_conv
import cases_depthwise
import cases_elementwise
import cases_image
import cases_join_cut
import cases_layernorm
import cases_matmul
import cases_matrix
import cases_net
import cases_places
import cases_pool
import cases_reduce
import cases_select
import cases_shape
import cases_special
import cases_transposed
import cases_volume
from recorded import check, place, record

tf1 = tf.compat.v1
OPS = (cases_conv, cases_depthwise, cases_transposed, cases_pool, cases_elementwise, cases_binary, cases_select, cases_matmul, cases_reduce,
       cases_shape, cases_join_cut, cases_composite)
RARE = (cases_volume, cases_image, cases_special, cases_places, cases_matrix)
SETS = {"ops": OPS, "nets": (cases_net,), "layernorm": (cases_layernorm,), "rare": RARE}


def all_cases(modules):
    found = [case for module in modules for case in module.cases()]
    names = [case.name for case in found]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"case names used twice: {repeated}")
    return found


def one_thread():
    config = tf1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.CopyFrom(rewriter_config_pb2.RewriterConfig(disable_meta_optimizer=True))
    return config


def record_all(cases):
    """Returns the GraphDef of all cases, without gradients, and their arrays."""
    with tf.Graph().as_default() as graph:
        placed = [place(case) for case in cases]
        definition = graph.as_graph_def()
        with tf1.Session(config=one_thread()) as session:
            record(session, placed)
    for one in placed:
        check(one)
    return definition, {f"{one.case.name}/{part}": array for one in placed for part, array in one.arrays.items()}


def write(path, save):
    """Through a temporary name, so that a reader never sees half a file."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        save(file)
    partial.replace(path)
    print(f"{path.name}: {path.stat().st_size} bytes")


def main(directory, titles):
    tf1.disable_eager_execution()
    directory.mkdir(parents=True, exist_ok=True)
    for title in titles:
        cases = all_cases(SETS[title])
        definition, arrays = record_all(cases)
        write(directory / f"{title}.pb", lambda file: file.write(definition.SerializeToString(deterministic=True)))
        write(directory / f"{title}.npz", lambda file: np.savez_compressed(file, **arrays))
        by_basis = [case.name for case in cases if case.by_basis]
        print(f"{title}: {len(cases)} cases, {len(by_basis)} of them by basis vectors")


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(SETS):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:] or SETS)
