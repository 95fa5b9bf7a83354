"""Records the zoo's small part: thin networks of keras.applications and TF-slim, 32 pixels wide,
with the maps that Python computes of them.

    TF_USE_LEGACY_KERAS=0 python small.py testdata/zoo keras
    TF_USE_LEGACY_KERAS=1 python small.py testdata/zoo keras2 slim

Each goes to a directory: model or model.ckpt.*, and maps.npz with x, the maps
("grad.plain", ...) and the number of activations."""

import pathlib
import shutil
import sys

import numpy as np
import tensorflow as tf

import kerasnet
import reference

SIZE = 32
OPTIONS = {"weights": None, "input_shape": (SIZE, SIZE, 3), "classes": 10}


def resnet(apps):
    def stacks(x):
        x = _stack(apps)(x, 8, 1, 1, "conv2")
        return _stack(apps)(x, 12, 2, 2, "conv3")

    return apps.resnet.ResNet(stacks, False, True, "resnet", **OPTIONS)


def _stack(apps):
    return getattr(apps.resnet, "stack_residual_blocks_v1", None) or apps.resnet.stack1


def mobilenet_v2(apps):
    return apps.mobilenet_v2.MobileNetV2(alpha=0.1, **OPTIONS)


def mobilenet_v3(apps):
    return apps.mobilenet_v3.MobileNetV3Small(alpha=0.25, **OPTIONS)


def efficientnet(apps):
    return apps.efficientnet.EfficientNet(0.1, 0.1, SIZE, **OPTIONS)


def convnext(apps):
    return apps.convnext.ConvNeXt([1, 1, 1, 1], [8, 16, 16, 24], default_size=SIZE, **OPTIONS)


def densenet(apps):
    return apps.densenet.DenseNet([1, 1, 1, 1], **OPTIONS)


NETS = {
    "keras": (resnet, mobilenet_v3, convnext, efficientnet),
    "keras2": (mobilenet_v2, densenet),
}


def record(form, build, directory):
    import photos

    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    kerasnet.keras.utils.set_random_seed(1)
    source = "keras.src.applications" if form == "keras" else "tf_keras.src.applications"
    model = build(_Applications(source))
    kerasnet.randomize(model, np.random.RandomState(1))
    images = photos.batch(SIZE) / 127.5 - 1
    model(images, training=True)
    path = str(directory / "model")
    if form == "keras":
        model.export(path, verbose=False)
    else:
        tf.saved_model.save(model, path)
    np.save(directory / "x.npy", images[:1])
    print(directory, model.count_params())


class _Applications:
    """The modules of keras.applications, whose builders of any width are not public."""

    def __init__(self, package):
        self._package = package

    def __getattr__(self, module):
        import importlib

        return importlib.import_module(self._package + "." + module)


def main(directory, *forms):
    for form in forms:
        for build in NETS[form]:
            record(form, build, pathlib.Path(directory) / build.__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
