"""DeepExplain's own code, from a clone of marcoancona/DeepExplain that stays as it is."""

import sys

import tensorflow as tf


def load(clone):
    """DeepExplain's class. Its code is of TensorFlow 1, and finds tf.compat.v1 under the name of TensorFlow."""
    sys.path.insert(0, clone)
    try:
        sys.modules["tensorflow"] = tf.compat.v1
        from deepexplain.tensorflow import DeepExplain
    finally:
        sys.modules["tensorflow"] = tf
        sys.path.remove(clone)
    return DeepExplain
