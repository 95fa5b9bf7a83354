"""Saves a model of Keras 2, which cannot share a process with Keras 3: keras2.py DIR WEIGHTS STEPS CHANNELS UNITS CLASSES."""

import os
import sys

import numpy as np
import tensorflow as tf
import tf_keras as keras

path, weights, steps, channels, units, classes = sys.argv[1:3] + [int(v) for v in sys.argv[3:]]
layers = keras.layers
model = keras.Sequential([
    keras.Input((steps, channels)), layers.LSTM(units, return_sequences=True), layers.GRU(units), layers.Dense(5, "relu"), layers.Dense(classes)])
model.set_weights(list(np.load(weights).values()))
signature = tf.function(model).get_concrete_function(tf.TensorSpec([None, steps, channels], name="x"))
model.save(path, save_format="tf", include_optimizer=False, save_traces=False, signatures=signature)
os.remove(f"{path}/keras_metadata.pb")
