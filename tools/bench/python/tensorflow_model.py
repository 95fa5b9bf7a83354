"""Serves a SavedModel's gradient by tf.gradients in a tf.function: tensorflow_model.py DIR INPUT.npy."""

import sys

import serve  # first: it sets TensorFlow's log level

import numpy as np
import tensorflow as tf

model, x = tf.saved_model.load(sys.argv[1]), np.load(sys.argv[2])
call = model.signatures["serving_default"]
key = next(iter(call.structured_input_signature[1]))


@tf.function
def gradient(image):
    logits = next(iter(call(**{key: image}).values()))
    return tf.gradients(tf.gather(logits, 243, axis=1), image)[0]


serve.serve({"gradient": lambda batch: gradient(tf.constant(x[:batch])).numpy()})
