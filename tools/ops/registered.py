"""Lists the ops for which TensorFlow's Python registers a gradient: python registered.py > registered.txt."""
import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

import tensorflow as tf
from tensorflow.python.framework import ops


def registered():
    """The ops whose gradient is a function; None stands for an op that is declared to have none."""
    registry = ops.gradient_registry
    return sorted(op for op in registry.list() if registry.lookup(op) is not None)


if __name__ == "__main__":
    print(f"# TensorFlow {tf.__version__}, by tools/ops/registered.py")
    print("\n".join(registered()))
