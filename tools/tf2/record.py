"""Writes small TF2 models in the three forms that Keras and TensorFlow save, with what Python says of them.

record.py DIR writes DIR/{tf_module,keras2,keras3}/ (SavedModels) and DIR/NAME.npz with x, logits and the gradient of
the top class's logit. Each runs in a process of its own, because Keras 2 and 3 cannot share one.
"""

import os
import subprocess
import sys

import numpy as np

SIZE, CLASSES = 17, 4


def network(keras):
    """Depthwise and strided convolutions, batch normalisation, Swish, a gate, a residual, a Softmax."""
    layers = keras.layers
    image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", name="stem")(image)
    x = layers.BatchNormalization(name="stem_norm")(x)
    x = stem = layers.Activation("swish", name="stem_swish")(x)
    x = layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    x = layers.ReLU(6.0, name="depthwise_relu6")(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    gate = layers.Conv2D(8, 1, activation="sigmoid", name="excite")(gate)
    x = layers.Multiply(name="scale")([x, gate])
    x = layers.Add(name="residual")([x, stem])
    x = layers.ReLU(name="relu")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax", name="predictions")(x))


def randomise(variables, draw):
    for v in variables:
        value = draw.randn(*v.shape) * 0.3
        v.assign(np.abs(value) + 0.5 if "variance" in v.name or "gamma" in v.name else value)


def record(name, directory):
    import tensorflow as tf

    draw = np.random.RandomState(2024)
    if name == "keras3":
        import keras
    else:
        # A tf.Module around a Keras 3 model saves the variables that its graph reads under no name of their own.
        import tf_keras as keras
    model = network(keras)
    randomise(model.variables, draw)
    x = draw.randn(1, SIZE, SIZE, 3).astype(np.float32)
    features = keras.Model(model.input, model.layers[-1].input)
    dense = model.layers[-1]
    with tf.GradientTape() as tape:
        image = tf.constant(x)
        tape.watch(image)
        logits = tf.matmul(features(image, training=False), dense.kernel) + dense.bias
        score = tf.reduce_max(logits)
    np.savez_compressed(f"{directory}/{name}.npz", x=x[0], logits=logits.numpy(), grad=tape.gradient(score, image).numpy()[0])
    save(name, model, f"{directory}/{name}", tf)


def save(name, model, path, tf):
    if name == "keras2":
        model.save(path, save_format="tf", include_optimizer=False)
        os.remove(f"{path}/keras_metadata.pb")
    elif name == "keras3":
        model.export(path, verbose=False)
    else:
        module = tf.Module()
        module.model = model
        module.call = tf.function(lambda image: {"probabilities": model(image, training=False)})
        signature = module.call.get_concrete_function(tf.TensorSpec([None, SIZE, SIZE, 3], tf.float32, name="image"))
        tf.saved_model.save(module, path, signatures=signature)


if len(sys.argv) == 3:
    record(*sys.argv[1:])
else:
    for form in ("tf_module", "keras2", "keras3"):
        subprocess.run([sys.executable, __file__, form, sys.argv[1]], check=True)
