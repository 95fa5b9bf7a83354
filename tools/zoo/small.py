"""Records the zoo's small part: thin networks of keras.applications and TF-slim in small images,
with the maps that Python computes of them.

    TF_USE_LEGACY_KERAS=0 python small.py testdata/zoo keras3
    TF_USE_LEGACY_KERAS=1 python small.py testdata/zoo keras2
    TF_USE_LEGACY_KERAS=1 python small.py testdata/zoo slim

Each network goes to NAME.tar.gz, its model, and NAME.npz, its input x and the maps."""

import gzip
import importlib
import io
import pathlib
import sys
import tarfile
import tempfile

import numpy as np
import tensorflow as tf

import photos
import reference

SIZE = 32  # pixels
PACKAGES = {"keras3": "keras.src.applications.", "keras2": "tf_keras.src.applications."}
OPTIONS = {"weights": None, "input_shape": (SIZE, SIZE, 3), "classes": 10}


# The builders of any width are not public.
def resnet(package):
    m = importlib.import_module(package + "resnet")
    return m.ResNet(lambda x: m.stack_residual_blocks_v1(x, 8, 1, stride1=2, name="stack"), False, True, "resnet", **OPTIONS)


def mobilenet_v2(package):
    return importlib.import_module(package + "mobilenet_v2").MobileNetV2(alpha=0.1, **OPTIONS)


def mobilenet_v3(package):
    return importlib.import_module(package + "mobilenet_v3").MobileNetV3Small(alpha=0.25, **OPTIONS)


def efficientnet(package):
    return importlib.import_module(package + "efficientnet").EfficientNet(0.1, 0.1, SIZE, **OPTIONS)


def convnext(package):
    return importlib.import_module(package + "convnext").ConvNeXt([1, 1, 1, 1], [8, 16, 16, 24], default_size=SIZE, **OPTIONS)


def densenet(package):
    return importlib.import_module(package + "densenet").DenseNet([1, 1, 1, 1], **OPTIONS)


KERAS = {"keras3": (resnet, mobilenet_v2, convnext, efficientnet), "keras2": (mobilenet_v3, densenet)}


def record(name, into, build, flat):
    """build writes a model to a directory and returns its input; flat takes it from there."""
    with tempfile.TemporaryDirectory() as directory:
        x = build(pathlib.Path(directory) / "model")
        with open(into / (name + ".tar.gz"), "wb") as file:
            file.write(_packed(pathlib.Path(directory)))
        np.savez_compressed(into / (name + ".npz"), x=x, **reference.maps_of(flat(directory), x))


def _packed(directory):
    """The same bytes for the same files."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as z, tarfile.open(fileobj=z, mode="w") as tar:
        for path in sorted(p for p in directory.rglob("*") if p.is_file() and p.name not in ("checkpoint", "fingerprint.pb")):
            entry = tarfile.TarInfo(str(path.relative_to(directory)))
            entry.size = path.stat().st_size
            tar.addfile(entry, path.open("rb"))
    return packed.getvalue()


def keras(form, into):
    import kerasnet

    for net in KERAS[form]:

        def build(path):
            model = net(PACKAGES[form])
            images = photos.batch(SIZE) / 127.5 - 1
            kerasnet.settle(model, images)
            kerasnet.save(model, "save" if form == "keras2" else "export", path)
            return images[:1]

        record(net.__name__, into, build, lambda d: reference.flat.from_saved_model(d + "/model"))


def slim(into):
    import slimnet

    def build(path):
        path.mkdir()
        return slimnet.save("inception_v2", path, size=64, num_classes=10, depth_multiplier=0.0625, min_depth=2)

    record("inception_v2", into, build, lambda d: reference.flat.from_meta_graph(d + "/model/model.ckpt", "input:0", "logits:0"))


def main(directory, form):
    into = pathlib.Path(directory)
    if form == "slim":
        slim(into)
    else:
        keras(form, into)


if __name__ == "__main__":
    main(*sys.argv[1:])
