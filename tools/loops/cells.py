"""Recurrent cells as plain functions: one step at a time, with the weights in the order of Keras.

act is that of tools/odd/reference.py. What multiplies another tensor is a gate: the sigmoids and both tanhs of an LSTM,
and all three activations of a GRU. The tanh of a simple cell is the activation of a layer.
"""

import tensorflow as tf


def gate(act, fn, u):
    return act(fn, u, gate=True)


def lstm(x, state, weights, act):
    kernel, recurrent, bias = weights
    h, c = state
    i, f, g, o = tf.split(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias, 4, 1)
    i, f, g = gate(act, tf.sigmoid, i), gate(act, tf.sigmoid, f), gate(act, tf.tanh, g)
    c = f * c + i * g
    h = gate(act, tf.sigmoid, o) * gate(act, tf.tanh, c)
    return h, (h, c)


def gru(x, state, weights, act):
    kernel, recurrent, bias = weights
    (h,) = state
    xz, xr, xh = tf.split(tf.matmul(x, kernel) + bias[0], 3, 1)
    hz, hr, hh = tf.split(tf.matmul(h, recurrent) + bias[1], 3, 1)
    z, r = gate(act, tf.sigmoid, xz + hz), gate(act, tf.sigmoid, xr + hr)
    h = z * h + (1 - z) * gate(act, tf.tanh, xh + r * hh)
    return h, (h,)


def simple(x, state, weights, act):
    kernel, recurrent, bias = weights
    h = act(tf.tanh, tf.matmul(x, kernel) + bias + tf.matmul(state[0], recurrent))
    return h, (h,)


def run(cell, x, weights, act, states=1, backwards=False, mask=None):
    """The outputs of a cell at each step of x [N,T,C], in the order of the steps. Masked steps change nothing."""
    units = weights[1].shape[0]
    state = tuple(tf.zeros([x.shape[0], units]) for _ in range(states))
    last, outputs = state[0], []
    steps = range(x.shape[1])
    for t in reversed(steps) if backwards else steps:
        out, new = cell(x[:, t], state, weights, act)
        if mask is not None:
            keep = tf.reshape(mask[:, t], [-1, 1])
            out = tf.where(keep, out, last)
            new = tuple(tf.where(keep, n, s) for n, s in zip(new, state))
        last, state = out, new
        outputs.append(out)
    return outputs
