"""Serves a SavedModel's gradient by tf.gradients in a tf.function: tensorflow_model.py DIR INPUT.npy [THREADS]."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

import serve


def main(directory, inputs, threads="0"):
    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    tf.config.threading.set_inter_op_parallelism_threads(int(threads))
    model = tf.saved_model.load(directory)
    call = model.signatures["serving_default"]
    x = np.load(inputs)
    key = next(iter(call.structured_input_signature[1]))

    @tf.function
    def gradient(image):
        logits = next(iter(call(**{key: image}).values()))
        return tf.gradients(tf.gather(logits, 243, axis=1), image)[0]

    def run(batch):
        gradient(tf.constant(x[:batch])).numpy()

    serve.serve({"gradient": run})


main(*sys.argv[1:])
