"""A first heatmap as Python makes it, in a process of its own: first.py SAVED_MODEL PHOTO OUT.png.

saliency's GradientSaliency on a SqueezeNet SavedModel of TensorFlow 1, its map as a grey picture.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf
from PIL import Image

tf1 = tf.compat.v1


def main(model, photo, out):
    tf1.disable_eager_execution()
    graph = tf1.Graph()
    with graph.as_default(), tf1.Session(graph=graph) as session:
        tf1.saved_model.loader.load(session, ["serve"], model)
        x, logits = graph.get_tensor_by_name("input:0"), graph.get_tensor_by_name("logits:0")
        image = np.asarray(Image.open(photo).convert("RGB").resize((227, 227)), np.float32)
        image = image[..., ::-1] - np.float32([104.006, 116.669, 122.679])
        target = int(np.argmax(session.run(logits, {x: image[None]})))
        mask = saliency.GradientSaliency(graph, session, logits[0][target], x).GetMask(image)
    grey = saliency.VisualizeImageGrayscale(mask)
    Image.fromarray(np.uint8(255 * grey)).save(out)


main(*sys.argv[1:])
