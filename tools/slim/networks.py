"""TF-slim's networks as they run, from "input" to "logits" in the shape [N, classes]: in evaluation mode, unless
they are to be trained."""

import contextlib
import dataclasses
import sys

import tensorflow as tf
import tf_keras.src.legacy_tf_layers.normalization
import tf_slim as slim
from tf_slim.nets import alexnet, inception, overfeat, resnet_utils, resnet_v1, resnet_v2, vgg

tf1 = tf.compat.v1

# TensorFlow 2.21 looks for slim's batch normalisation where tf_keras no longer has it.
sys.modules["tf_keras.legacy_tf_layers"] = tf_keras.src.legacy_tf_layers
sys.modules["tf_keras.legacy_tf_layers.normalization"] = tf_keras.src.legacy_tf_layers.normalization


@dataclasses.dataclass
class Network:
    name: str
    function: object
    arg_scope: object
    size: int
    options: dict

    def build(self, training=False, size=None, **options):
        size = size or self.size
        image = tf1.placeholder(tf.float32, [None, size, size, 3], name="input")
        # One step of training then leaves the statistics of its batch.
        forget = slim.arg_scope([slim.batch_norm], decay=0.0) if training else contextlib.nullcontext()
        with slim.arg_scope(self.arg_scope()), forget:
            logits, _ = self.function(image, is_training=training, **{**self.options, **options})
        if logits.shape.rank == 4:
            # resnet_* of tf_slim.nets leave this to the caller; the name is that of the networks in tensorflow/models.
            logits = tf1.squeeze(logits, [1, 2], name=f"{self.name}/SpatialSqueeze")
        return image, tf1.identity(logits, name="logits")


def network(function, arg_scope, size=None, **options):
    return Network(function.__name__, function, arg_scope, size or function.default_image_size, options)


def resnets(module, size):
    return [
        network(getattr(module, f"{module.__name__.rpartition('.')[2]}_{layers}"), resnet_utils.resnet_arg_scope, size, num_classes=1000)
        for layers in (50, 101, 152, 200)
    ]


ALL = [
    network(alexnet.alexnet_v2, alexnet.alexnet_v2_arg_scope),
    network(inception.inception_v1, inception.inception_v1_arg_scope),
    network(inception.inception_v2, inception.inception_v2_arg_scope),
    network(inception.inception_v3, inception.inception_v3_arg_scope),
    # Its default size, 231, is set on another name in some versions.
    network(overfeat.overfeat, overfeat.overfeat_arg_scope, 231),
    *resnets(resnet_v1, 224),
    # The distributed weights were trained with images of 299.
    *resnets(resnet_v2, 299),
    network(vgg.vgg_16, vgg.vgg_arg_scope),
    network(vgg.vgg_19, vgg.vgg_arg_scope),
    network(vgg.vgg_a, vgg.vgg_arg_scope),
]


def thin_resnet(inputs, **options):
    # The second and the fourth block are as deep as the one before, and so begin without a projection.
    depths = {"block1": (4, 3, 2), "block2": (4, 4, 2), "block3": (8, 6, 2), "block4": (8, 3, 1)}
    blocks = [resnet_v2.resnet_v2_block(name, *sizes) for name, sizes in depths.items()]
    return resnet_v2.resnet_v2(inputs, blocks, scope="resnet_v2_50", **options)


THIN = [
    Network("inception_v3", inception.inception_v3, inception.inception_v3_arg_scope, 299,
            {"num_classes": 10, "depth_multiplier": 0.03, "min_depth": 4}),
    Network("resnet_v2_50", thin_resnet, resnet_utils.resnet_arg_scope, 299, {"num_classes": 10}),
]
