"""Writes SavedModels of a few ops each, one for each thing that a model may have, with what Python says of them.

small.py DIR [NAME...] writes DIR/NAME/ and, for those that can be explained, DIR/NAME.npz with the inputs, the logits and the
gradient of the top class's logit with respect to x.
"""

import sys

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
SIZE, CLASSES = 8, 4
draw = np.random.RandomState(2025)
KERNEL = draw.randn(3, 3, 3, 6).astype(np.float32) * 0.5
DENSE = draw.randn(6, CLASSES).astype(np.float32)
X = draw.randn(1, SIZE, SIZE, 3).astype(np.float32)
IMAGE = tf.TensorSpec([None, SIZE, SIZE, 3], tf.float32, name="image")


def features(image):
    return tf.nn.relu(tf.nn.conv2d(image, tf.constant(KERNEL), 2, "SAME"))


def classify(maps):
    return tf.matmul(tf.reduce_mean(maps, [1, 2]), tf.constant(DENSE))


def record(directory, name, logits_of, **inputs):
    """logits_of takes the inputs as tensors."""
    tensors = {key: tf.constant(value) for key, value in inputs.items()}
    with tf.GradientTape() as tape:
        tape.watch(tensors["x"])
        logits = logits_of(**tensors)
        score = tf.reduce_max(logits)
    gradient = tape.gradient(score, tensors["x"])
    arrays = {key: np.asarray(value, np.float32) for key, value in inputs.items()}
    arrays["x"] = arrays["x"][0]
    np.savez_compressed(f"{directory}/{name}.npz", logits=logits.numpy(), grad=gradient.numpy()[0], **arrays)


def save(directory, name, *specs, **functions):
    """Saves a tf.Module with a signature per function."""
    module = tf.Module()
    signatures = {}
    for key, f in functions.items():
        wrapped = tf.function(f)
        setattr(module, key, wrapped)
        signatures[key] = wrapped.get_concrete_function(*specs)
    tf.saved_model.save(module, f"{directory}/{name}", signatures=signatures)


def save_v1(directory, name, build):
    """build returns the signature's inputs and outputs, in a graph of TF1."""
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        inputs, outputs = build()
        info = v1.saved_model.build_tensor_info
        signature = v1.saved_model.build_signature_def(
            {k: info(t) for k, t in inputs.items()}, {k: info(t) for k, t in outputs.items()}, "tensorflow/serving/predict")
        builder = v1.saved_model.Builder(f"{directory}/{name}")
        builder.add_meta_graph_and_variables(session, ["serve"], {"serving_default": signature})
        builder.save()


# Several inputs.


def two_inputs_keras3(directory):
    import keras

    layers = keras.layers
    image, vector = keras.Input((SIZE, SIZE, 3), name="image"), keras.Input((3,), name="vector")
    maps = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu", name="conv")(image)
    gain = layers.Reshape((1, 1, 6))(layers.Dense(6, activation="tanh", name="gain")(vector))
    x = layers.GlobalAveragePooling2D()(layers.Multiply(name="modulate")([maps, gain]))
    logits = layers.Dense(CLASSES, name="scores")(x)
    model = keras.Model([image, vector], logits)
    for v in model.variables:
        v.assign(draw.randn(*v.shape).astype(np.float32) * 0.5)
    model.export(f"{directory}/two_inputs_keras3", verbose=False)
    vector = draw.randn(1, 3).astype(np.float32)
    record(directory, "two_inputs_keras3", lambda x, vector: model([x, vector], training=False), x=X, vector=vector)


def two_inputs_tf1(directory):
    def logits_of(x, scale, shift):
        return classify(features(x * scale) + shift)

    def build():
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        scale = v1.placeholder(tf.float32, [], "scale")
        shift = v1.placeholder_with_default(tf.constant([0.25] * 6), [6], "shift")
        logits = tf.identity(logits_of(x, scale, shift), "logits")
        return {"image": x, "scale": scale, "shift": shift}, {"logits": logits}

    save_v1(directory, "two_inputs_tf1", build)
    record(directory, "two_inputs_tf1", logits_of, x=X, scale=np.float32(0.5), shift=np.full(6, 0.25, np.float32))


# Sizes.


def open_size(directory):
    spec = tf.TensorSpec([None, None, None, 3], tf.float32, name="image")
    save(directory, "open_size", spec, serving_default=lambda image: {"logits": classify(features(image))})
    x = draw.randn(1, 7, 11, 3).astype(np.float32)
    record(directory, "open_size", lambda x: classify(features(x)), x=x)


def batch_one(directory):
    def build():
        x = v1.placeholder(tf.float32, [1, SIZE, SIZE, 3], "x")
        return {"image": x}, {"logits": tf.identity(classify(features(x)), "logits")}

    save_v1(directory, "batch_one", build)
    record(directory, "batch_one", lambda x: classify(features(x)), x=X)


# Several signatures; the second explains other features.


def several_signatures(directory):
    save(directory, "several_signatures", IMAGE,
         plain=lambda image: {"logits": classify(features(image)), "features": features(image)},
         doubled=lambda image: {"logits": classify(features(2 * image))})
    record(directory, "several_signatures", lambda x: classify(features(2 * x)), x=X)


# Control flow that is settled, or that TensorFlow runs without a gradient.


def branch(directory):
    def logits_of(x, training):
        maps = features(x)
        return classify(tf.cond(training, lambda: maps * tf.random.uniform([6]), lambda: tf.nn.elu(maps - 1.0)))

    save(directory, "branch", IMAGE, tf.TensorSpec([], tf.bool, name="training"),
         serving_default=lambda image, training: {"logits": logits_of(image, training)})
    record(directory, "branch", lambda x: logits_of(x, False), x=X)


def branch_tf1(directory):
    def build():
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        training = v1.placeholder(tf.bool, [], "is_training")
        maps = features(x)
        maps = v1.cond(training, lambda: maps * tf.random.uniform([6]), lambda: tf.nn.elu(maps - 1.0))
        return {"image": x}, {"logits": tf.identity(classify(maps), "logits")}

    save_v1(directory, "branch_tf1", build)
    record(directory, "branch_tf1", lambda x: classify(tf.nn.elu(features(x) - 1.0)), x=X)


def training_tf1(directory):
    """A MetaGraph as it is trained: batch normalisation and dropout ask for is_training, the optimiser is there."""

    def batch_norm(maps, training):
        moving = [v1.get_variable(name, [6]) for name in ("gamma", "beta", "mean", "variance")]

        def train():
            normed, mean, variance = v1.nn.fused_batch_norm(maps, moving[0], moving[1])[:3]
            with tf.control_dependencies([moving[2].assign(mean), moving[3].assign(variance)]):
                return tf.identity(normed)

        return v1.cond(training, train, lambda: v1.nn.fused_batch_norm(maps, *moving, is_training=False)[0])

    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        training = v1.placeholder(tf.bool, [], "is_training")
        keep_prob = v1.placeholder(tf.float32, [], "keep_prob")
        kernel = v1.get_variable("kernel", initializer=KERNEL)
        maps = tf.nn.relu(batch_norm(tf.nn.conv2d(x, kernel, 2, "SAME"), training))
        logits = tf.identity(classify(v1.nn.dropout(maps, keep_prob)), "logits")
        loss = tf.reduce_mean(tf.square(logits))
        v1.train.GradientDescentOptimizer(0.1).minimize(loss)
        for v in v1.global_variables():
            session.run(v.assign(np.abs(draw.randn(*v.shape)).astype(np.float32) + 0.2))
        gradient = tf.gradients(tf.reduce_max(logits), x)[0]
        v1.train.Saver().save(session, f"{directory}/training_tf1/model.ckpt")
        values = session.run([logits, gradient], {x: X, training: False, keep_prob: 1.0})
        np.savez_compressed(f"{directory}/training_tf1.npz", x=X[0], logits=values[0], grad=values[1][0])


def halve(steps, start):
    return tf.while_loop(lambda i, g: i < steps, lambda i, g: (i + 1, g * 0.5), (0, start))[1]


def loop_beside(directory):
    def logits_of(x, steps):
        return classify(features(x * halve(steps, tf.constant(8.0))))

    save(directory, "loop_beside", IMAGE, tf.TensorSpec([], tf.int32, name="steps"),
         serving_default=lambda image, steps: {"logits": logits_of(image, steps)})
    record(directory, "loop_beside", logits_of, x=X, steps=np.int32(2))


def loop_beside_tf1(directory):
    def build():
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        steps = v1.placeholder_with_default(2, [], "steps")
        return {"image": x}, {"logits": tf.identity(classify(features(x * halve(steps, tf.constant(8.0)))), "logits")}

    save_v1(directory, "loop_beside_tf1", build)
    record(directory, "loop_beside_tf1", lambda x: classify(features(x * 2.0)), x=X)


# What is refused.


def loop(directory):
    save(directory, "loop", IMAGE, serving_default=lambda image: {"logits": classify(halve(3, features(image)))})


def loop_tf1(directory):
    def build():
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        return {"image": x}, {"logits": tf.identity(classify(halve(3, features(x))), "logits")}

    save_v1(directory, "loop_tf1", build)


def choice(directory):
    def f(image):
        maps = features(image)
        return {"logits": classify(tf.cond(tf.reduce_mean(image) > 0, lambda: maps, lambda: 2 * maps))}

    save(directory, "choice", IMAGE, serving_default=f)


def choice_tf1(directory):
    def build():
        x = v1.placeholder(tf.float32, [None, SIZE, SIZE, 3], "x")
        maps = features(x)
        maps = v1.cond(tf.reduce_mean(x) > 0, lambda: maps * 1, lambda: maps * 2)
        return {"image": x}, {"logits": tf.identity(classify(maps), "logits")}

    save_v1(directory, "choice_tf1", build)


def case(directory):
    def f(image, which):
        maps = features(image)
        return {"logits": classify(tf.switch_case(which, [lambda: maps, lambda: 2 * maps, lambda: 3 * maps]))}

    save(directory, "case", IMAGE, tf.TensorSpec([], tf.int32, name="which"), serving_default=f)


def no_gradient(directory):
    def f(image):
        return {"logits": classify(features(tf.image.hsv_to_rgb(tf.image.adjust_saturation(image, 0.5))))}

    save(directory, "no_gradient", IMAGE, serving_default=f)


def strings(directory):
    def f(examples):
        parsed = tf.io.parse_example(examples, {"image": tf.io.FixedLenFeature([SIZE, SIZE, 3], tf.float32)})
        return {"logits": classify(features(parsed["image"]))}

    save(directory, "strings", tf.TensorSpec([None], tf.string, name="examples"), serving_default=f)
    record(directory, "strings", lambda x: classify(features(x)), x=X)


def bytes_input(directory):
    spec = tf.TensorSpec([None, SIZE, SIZE, 3], tf.uint8, name="image")
    save(directory, "bytes_input", spec, serving_default=lambda image: {"logits": classify(features(tf.cast(image, tf.float32) / 255.0))})


def sparse(directory):
    def build():
        x = v1.sparse_placeholder(tf.float32, [None, SIZE * SIZE * 3], "x")
        maps = features(tf.reshape(v1.sparse_tensor_to_dense(x), [-1, SIZE, SIZE, 3]))
        return {"pixels": x}, {"logits": tf.identity(classify(maps), "logits")}

    save_v1(directory, "sparse", build)


MODELS = (two_inputs_keras3, two_inputs_tf1, open_size, batch_one, several_signatures, branch, branch_tf1, training_tf1,
          loop_beside, loop_beside_tf1, loop, loop_tf1, choice, choice_tf1, case, no_gradient, strings, bytes_input, sparse)

for write in MODELS:
    if len(sys.argv) == 2 or write.__name__ in sys.argv[2:]:
        draw.seed(2026)
        # The graphs of TF1 have its control flow.
        (v1.disable_control_flow_v2 if write.__name__.endswith("_tf1") else v1.enable_control_flow_v2)()
        write(sys.argv[1])
