"""Serves the machine's large SGEMM, by the fastest library at hand: sgemm.py SIZE [THREADS]."""

import os
import sys

size, threads = int(sys.argv[1]), int((*sys.argv[2:], "0")[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if threads:
    # NumPy's library reads these when it is loaded.
    os.environ.update(OPENBLAS_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads))

import time

import numpy as np
import tensorflow as tf
import torch

import serve


def products():
    """Functions that multiply two matrices, by library."""
    a, b = np.random.default_rng(1).standard_normal((2, size, size), np.float32)
    s, t = torch.from_numpy(a), torch.from_numpy(b)
    c, d = tf.constant(a), tf.constant(b)
    return {"NumPy": lambda: a @ b, "PyTorch": lambda: torch.mm(s, t), "TensorFlow": lambda: tf.matmul(c, d).numpy()}


def seconds(product):
    start = time.perf_counter()
    product()
    return time.perf_counter() - start


def main():
    if threads:
        torch.set_num_threads(threads)
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    candidates = products()
    # In turn, so that what else the machine does slows all alike.
    took = [{name: seconds(product) for name, product in candidates.items()} for _ in range(4)]
    fastest = min(candidates, key=lambda name: min(t[name] for t in took))
    serve.serve({"sgemm": candidates[fastest]}, fastest)


main()
