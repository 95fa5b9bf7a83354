"""Writes small models with loops, and what a computation without loops (cells.py) says of them.

record.py DIR [NAME...] writes DIR/NAME/, a SavedModel, or DIR/NAME.pb, a frozen GraphDef, and DIR/NAME.npz with the
arrays that tools/odd/record.py describes. A case is a function case_NAME(directory); NAME... are cases, without them all
are written.
"""

import os
import shutil
import subprocess
import sys

import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "odd"))

import cells  # noqa: E402
from record import record, save, trim  # noqa: E402

STEPS, CHANNELS, UNITS, CLASSES = 5, 3, 4, 3
SERIES = tf.TensorSpec([None, STEPS, CHANNELS], name="x")


class Weights:
    """Draws weights in the order in which they are asked for; given again, they are the same."""

    def __init__(self, seed):
        self.draw = np.random.default_rng(seed)
        self.x = self.draw.standard_normal((1, STEPS, CHANNELS)).astype(np.float32)

    def of(self, *shape):
        return (0.7 * self.draw.standard_normal(shape)).astype(np.float32)

    def cell(self, gates, inputs, units=UNITS, biases=()):
        return self.of(inputs, gates * units), self.of(units, gates * units), self.of(*biases, gates * units)

    def dense(self, inputs):
        return self.of(inputs, 5), self.of(5), self.of(5, CLASSES), self.of(CLASSES)


def dense(x, weights, act):
    a, b, c, d = weights
    return tf.matmul(act(tf.nn.relu, tf.matmul(x, a) + b), c) + d



def fresh_keras():
    """Keras, with names of layers that do not depend on the cases before."""
    import keras

    keras.backend.clear_session()
    return keras


def export(model, path):
    shutil.rmtree(path, ignore_errors=True)
    model.export(path, verbose=False)
    trim(path)


def case_lstm(directory):
    """Keras 3's LSTM as model.export writes it."""
    keras = fresh_keras()
    w = Weights(1)
    cell, top = w.cell(4, CHANNELS), w.dense(UNITS)
    model = keras.Sequential([keras.Input((STEPS, CHANNELS)), keras.layers.LSTM(UNITS), keras.layers.Dense(5, "relu"), keras.layers.Dense(CLASSES)])
    model.set_weights([*cell, *top])
    export(model, f"{directory}/lstm")
    record(directory, "lstm", lambda x, act: dense(cells.run(cells.lstm, x, cell, act, 2)[-1], top, act), w.x)


def case_stack(directory):
    """Keras 3: a GRU in both directions, an LSTM backwards, and a simple cell, one on the other."""
    keras = fresh_keras()
    w = Weights(2)
    forward, backward = (w.cell(3, CHANNELS, 2, [2]) for _ in range(2))
    middle, last, top = w.cell(4, 4), w.cell(1, UNITS), w.dense(UNITS)
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((STEPS, CHANNELS)), layers.Bidirectional(layers.GRU(2, return_sequences=True)),
        layers.LSTM(UNITS, return_sequences=True, go_backwards=True), layers.SimpleRNN(UNITS), layers.Dense(5, "relu"), layers.Dense(CLASSES)])
    model.set_weights([*forward, *backward, *middle, *last, *top])
    export(model, f"{directory}/stack")

    def f(x, act):
        one = cells.run(cells.gru, x, forward, act)
        other = cells.run(cells.gru, x, backward, act, backwards=True)[::-1]
        both = tf.stack([tf.concat(pair, 1) for pair in zip(one, other)], 1)
        between = tf.stack(cells.run(cells.lstm, both, middle, act, 2, backwards=True), 1)
        return dense(cells.run(cells.simple, between, last, act)[-1], top, act)

    record(directory, "stack", f, w.x)


def case_open(directory):
    """Keras 3: series of any length, with steps of zeros that are masked."""
    keras = fresh_keras()
    w = Weights(3)
    cell, top = w.cell(4, CHANNELS), w.dense(UNITS)
    model = keras.Sequential([
        keras.Input((None, CHANNELS)), keras.layers.Masking(), keras.layers.LSTM(UNITS), keras.layers.Dense(5, "relu"), keras.layers.Dense(CLASSES)])
    model.set_weights([*cell, *top])
    export(model, f"{directory}/open")
    w.x[0, 1] = w.x[0, 4] = 0

    def f(x, act):
        mask = tf.reduce_any(tf.not_equal(x, 0.0), 2)
        x = x * tf.cast(mask, tf.float32)[..., tf.newaxis]
        return dense(cells.run(cells.lstm, x, cell, act, 2, mask=mask)[-1], top, act)

    record(directory, "open", f, w.x)


def case_keras2(directory):
    """Keras 2 as model.save writes it, in a process of its own: its cells are functions with an api_implements."""
    w = Weights(4)
    first, second, top = w.cell(4, CHANNELS), w.cell(3, UNITS, biases=[2]), w.dense(UNITS)
    arrays = os.path.abspath(f"{directory}/keras2.weights.npz")
    np.savez(arrays, *first, *second, *top)
    path = os.path.abspath(f"{directory}/keras2")
    subprocess.run([sys.executable, os.path.join(HERE, "keras2.py"), path, arrays, str(STEPS), str(CHANNELS), str(UNITS), str(CLASSES)], check=True)
    os.remove(arrays)
    trim(path)

    def f(x, act):
        between = tf.stack(cells.run(cells.lstm, x, first, act, 2), 1)
        return dense(cells.run(cells.gru, between, second, act)[-1], top, act)

    record(directory, "keras2", f, w.x)


def case_by_hand(directory):
    """tf.while_loop: a loop in a loop that runs as often as the outer one's counter says, a branch that the counter
    decides, an element that is never set, and lists that grow and shrink."""
    w = Weights(5)
    cell, top = w.cell(1, CHANNELS), w.dense(2 * UNITS + CHANNELS)
    kernel, recurrent, bias = cell

    def graph(x):
        rows = tf.TensorArray(tf.float32, 0, dynamic_size=True, element_shape=[None, CHANNELS]).unstack(tf.transpose(x, [1, 0, 2]))
        made = tf.TensorArray(tf.float32, STEPS + 1, element_shape=[None, UNITS])
        stack = tf.raw_ops.EmptyTensorList(element_shape=tf.constant([-1, UNITS]), max_num_elements=-1, element_dtype=tf.float32)

        def step(t, h, made, stack):
            h = tf.cond(tf.equal(t % 2, 0), lambda: tf.tanh(tf.matmul(rows.read(t), kernel) + tf.matmul(h, recurrent) + bias), lambda: tf.sin(h))
            h = tf.while_loop(lambda k, h: k < t, lambda k, h: [k + 1, tf.nn.relu(h * 0.9) + 0.1], [0, h])[1]
            return t + 1, h, made.write(STEPS - t, h), tf.raw_ops.TensorListPushBack(input_handle=stack, tensor=h)

        h = tf.zeros([tf.shape(x)[0], UNITS])
        *_, made, stack = tf.while_loop(lambda t, *_: t < STEPS, step, [0, h, made, stack], maximum_iterations=100)
        popped = lambda: tf.raw_ops.TensorListPopBack(input_handle=stack, element_shape=tf.constant([-1, UNITS]), element_dtype=tf.float32)
        stack = popped().output_handle
        last = tf.reduce_sum(made.gather([5, 1, 0]), 0)
        return dense(tf.concat([popped().tensor, last, tf.reshape(rows.concat(), [STEPS, -1, CHANNELS])[-1]], 1), top, plain)

    def f(x, act):
        h, made = tf.zeros([1, UNITS]), []
        for t in range(STEPS):
            h = act(tf.tanh, tf.matmul(x[:, t], kernel) + tf.matmul(h, recurrent) + bias) if t % 2 == 0 else tf.sin(h)
            for _ in range(t):
                h = act(tf.nn.relu, h * 0.9) + 0.1
            made.append(h)
        return dense(tf.concat([made[3], made[0] + made[4], x[:, -1]], 1), top, act)

    save(directory, "by_hand", graph, SERIES)
    record(directory, "by_hand", f, w.x)


def plain(fn, u, gate=False):
    return fn(u)


def frozen(directory, name, f, shape):
    """Writes the graph of f with the loops and arrays of TF1."""
    v1 = tf.compat.v1
    v1.disable_control_flow_v2()
    with v1.Graph().as_default() as g:
        v1.identity(f(v1.placeholder(tf.float32, shape, name="x")), name="scores")
        with open(f"{directory}/{name}.pb", "wb") as out:
            out.write(v1.graph_util.extract_sub_graph(g.as_graph_def(), ["scores"]).SerializeToString())
    v1.enable_control_flow_v2()


def case_frames(directory):
    """TF1: an LSTM by while_loop and TensorArrayV3 as dynamic_rnn writes it, and a loop in a loop with a condition."""
    w = Weights(6)
    cell, top = w.cell(4, CHANNELS), w.dense(UNITS)
    constant = tf.constant

    def graph(x):
        rows = tf.transpose(x, [1, 0, 2])
        steps = tf.shape(rows)[0]
        given = tf.TensorArray(tf.float32, steps).unstack(rows)
        zeros = tf.zeros([tf.shape(x)[0], UNITS])

        def step(t, h, c, made):
            h, (_, c) = cells.lstm(given.read(t), (h, c), [constant(a) for a in cell], plain)
            return t + 1, h, c, made.write(t, h)

        *_, made = tf.while_loop(lambda t, *_: t < steps, step, [0, zeros, zeros, tf.TensorArray(tf.float32, steps)])
        h = made.stack()[-1]

        def outer(i, h):
            h = tf.while_loop(lambda k, h: k <= i, lambda k, h: [k + 1, tf.tanh(h * (1.0 + tf.cast(i, tf.float32)))], [0, h])[1]
            return i + 1, tf.cond(tf.equal(i, 1), lambda: tf.nn.relu(h + 0.3), lambda: h * 2.0)

        return dense(tf.while_loop(lambda i, h: i < 3, outer, [0, h])[1], top, plain)

    def f(x, act):
        h = cells.run(cells.lstm, x, cell, act, 2)[-1]
        for i in range(3):
            for _ in range(i + 1):
                h = act(tf.tanh, h * (1.0 + i))
            h = act(tf.nn.relu, h + 0.3) if i == 1 else h * 2.0
        return dense(h, top, act)

    frozen(directory, "frames", graph, [None, STEPS, CHANNELS])
    record(directory, "frames", f, w.x)


def case_lowered(directory):
    """Keras 3 as a frozen GraphDef, as convert_variables_to_constants_v2 writes it: TensorLists in the frames of TF1, with
    placeholders and exits that nothing reads."""
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    keras = fresh_keras()
    w = Weights(8)
    first, second, top = w.cell(4, CHANNELS), w.cell(3, UNITS, biases=[2]), w.dense(UNITS)
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((STEPS, CHANNELS)), layers.LSTM(UNITS, return_sequences=True), layers.GRU(UNITS), layers.Dense(5, "relu"), layers.Dense(CLASSES)])
    model.set_weights([*first, *second, *top])
    frozen = convert_variables_to_constants_v2(tf.function(lambda x: model(x, training=False)).get_concrete_function(SERIES))
    with open(f"{directory}/lowered.pb", "wb") as out:
        out.write(frozen.graph.as_graph_def().SerializeToString())

    def f(x, act):
        between = tf.stack(cells.run(cells.lstm, x, first, act, 2), 1)
        return dense(cells.run(cells.gru, between, second, act)[-1], top, act)

    record(directory, "lowered", f, w.x)


def case_refused(directory):
    """Loops that run as often as data say: on until a sum is large, and once for each input."""
    w = Weights(7)
    top = w.dense(CHANNELS)

    def until(x):
        h = tf.reduce_sum(x, 1)
        h = tf.while_loop(lambda h: tf.reduce_sum(h) < 9.0, lambda h: [tf.nn.softplus(h) + 0.1], [h])[0]
        return dense(h, top, plain)

    def each(x):
        return dense(tf.map_fn(lambda row: tf.reduce_sum(tf.tanh(row), 0), x), top, plain)

    save(directory, "until", until, SERIES)
    save(directory, "each", each, SERIES)
    frozen(directory, "until_tf1", until, [None, STEPS, CHANNELS])


def main(directory, *names):
    for key, write in list(globals().items()):
        name = key.removeprefix("case_")
        if name != key and (not names or name in names):
            write(directory)


if __name__ == "__main__":
    main(*sys.argv[1:])
