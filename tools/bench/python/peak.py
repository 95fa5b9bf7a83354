"""Integrated gradients of VGG16 in a process of its own, for its peak memory: peak.py CHECKPOINT INPUT.npy STEPS."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

import vgg

tf1 = tf.compat.v1


def main(checkpoint, inputs, steps):
    tf1.disable_eager_execution()
    net = vgg.Vgg16(checkpoint)
    gradient = tf.gradients(net.logits[:, 243], net.input)[0]
    session = tf1.Session()
    net.load(session)
    x, total, steps = np.load(inputs)[:1], 0, int(steps)
    for k in range(steps):
        total = total + session.run(gradient, {net.input: x * np.float32((k + 1) / steps)})
    print(float(np.sum(total / steps * x)))


main(*sys.argv[1:])
