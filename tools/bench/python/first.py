"""A first heatmap, in a process of its own: saliency's gradient of a SqueezeNet SavedModel of TensorFlow 1. first.py SAVED_MODEL PHOTO OUT.png"""

import sys

import serve  # noqa: F401, it sets TensorFlow's log level

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf
from PIL import Image

model, photo, out = sys.argv[1:]
tf.compat.v1.disable_eager_execution()
with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
    tf.compat.v1.saved_model.loader.load(session, ["serve"], model)
    x, logits = graph.get_tensor_by_name("input:0"), graph.get_tensor_by_name("logits:0")
    image = np.asarray(Image.open(photo).convert("RGB").resize((227, 227)), np.float32)[..., ::-1] - np.float32([104.006, 116.669, 122.679])
    target = int(np.argmax(session.run(logits, {x: image[None]})))
    mask = saliency.GradientSaliency(graph, session, logits[0][target], x).GetMask(image)
Image.fromarray(np.uint8(255 * saliency.VisualizeImageGrayscale(mask))).save(out)
