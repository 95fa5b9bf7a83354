"""Calls a model that tfreeze gen wrote as programs of TensorFlow do, and compares with the maps of tfreeze explain.

Usage: consume.py MODEL INPUT.npy MAPS
INPUT.npy is one input without a batch dimension, and MAPS the directory with its METHOD.VARIANT.npy and .png.
Exits with 1 and says what is wrong if anything is.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tolerances"))

import tolerances

SUFFIXES = {"plain": "", "threshold": "_frozen", "mask": "_frozen_mask"}
TOLERANCE = tolerances.of("served maps")

failures = []


def check(holds, text):
    if not holds:
        failures.append(text)


def compare(name, method, outputs, maps, variant):
    """Compares one answer, arrays by key, with the command's map and picture."""
    want = np.load(os.path.join(maps, f"{method}.{variant}.npy"))
    got = np.asarray(outputs["attribution"])[0]
    off = np.abs(got - want).max() / np.abs(want).max()
    check(off <= TOLERANCE, f"{name}: the map is off by {off:.2g} of the largest element")
    picture = tf.io.decode_png(tf.io.read_file(os.path.join(maps, f"{method}.{variant}.png"))).numpy()[..., 0]
    heatmap = np.asarray(outputs["heatmap"])[0] * 255
    check(np.abs(heatmap - picture).max() <= 0.5 + 255 * TOLERANCE, f"{name}: another heatmap than the command's")


def served(maps):
    """Lists signature, method and variant of every map."""
    for file in sorted(os.listdir(maps)):
        parts = file.split(".")
        if len(parts) == 3 and parts[2] == "npy":
            yield parts[0] + SUFFIXES[parts[1]], parts[0], parts[1]


def loaded(model, x, maps):
    """tf.saved_model.load, each signature with the input alone, and composed in a tf.function."""
    signatures = tf.saved_model.load(model).signatures
    for name, method, variant in served(maps):
        if name in signatures:
            compare(name, method, signatures[name](input=tf.constant(x)), maps, variant)
        else:
            check(variant == "mask" and method + "_frozen" in signatures, f"there is no signature {name}")

    @tf.function
    def both(images):
        answer = signatures["grad_frozen"](input=images)
        return answer["attribution"] * 2.0, answer["target"]

    doubled, target = both(tf.constant(x))
    check(np.array_equal(doubled, 2 * signatures["grad_frozen"](input=tf.constant(x))["attribution"]), "tf.function: another map")
    with_options(signatures, x, int(target[0]))


def with_options(signatures, x, top):
    """Options are all given or none: Python knows no optional ones."""
    call = signatures["integrated_gradients_frozen_with_options"]
    other = (top + 1) % 3
    options = dict(target=tf.constant([other]), percentile=tf.constant(50.0), steps=tf.constant(3), baseline=tf.constant(0.0))
    answer = call(input=tf.constant(x), **options)
    check(answer["target"].numpy().tolist() == [other], "the target is not the one that was given")
    for key, wrong, text in [
        ("target", tf.constant([100000]), "a target is not a class"),
        ("percentile", tf.constant(101.0), "percentile must be in 0..100"),
        ("steps", tf.constant(0), "steps must be 1 or more"),
    ]:
        try:
            call(input=tf.constant(x), **{**options, key: wrong})
            check(False, f"{key}: {wrong.numpy()} is accepted")
        except tf.errors.InvalidArgumentError as e:
            check(text in str(e), f"{key}: {e}")


def command_line(model, x, maps):
    """saved_model_cli run, with the input alone and with one option of several."""
    cli = os.path.join(os.path.dirname(sys.executable), "saved_model_cli")
    with tempfile.TemporaryDirectory() as tmp:
        np.save(os.path.join(tmp, "x.npy"), x)
        np.save(os.path.join(tmp, "p.npy"), np.float32(80))
        for name, extra in [("grad_frozen", ""), ("smoothgrad_frozen", ""), ("elrp_frozen_with_options", f";percentile={tmp}/p.npy")]:
            out = os.path.join(tmp, name)
            subprocess.run(
                [cli, "run", "--dir", model, "--tag_set", "serve", "--signature_def", name, "--inputs", f"input={tmp}/x.npy{extra}", "--outdir", out],
                check=True, capture_output=True)
            outputs = {key: np.load(os.path.join(out, key + ".npy")) for key in ("attribution", "heatmap")}
            compare("saved_model_cli: " + name, name.split("_frozen")[0], outputs, maps, "threshold")


def main(model, file, maps):
    x = np.load(file)[None]
    loaded(model, x, maps)
    command_line(model, x, maps)
    for text in failures:
        print(text)
    print(f"{'not ' if failures else ''}as the command: {len(list(served(maps)))} maps")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
