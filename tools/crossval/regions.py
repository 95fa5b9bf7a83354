"""Grad-CAM and XRAI, which give one value to each pixel: tfreeze's maps and those of PAIR-code/saliency."""

import pathlib
import shutil

import numpy as np
import saliency.tf1 as saliency
import tensorflow as tf

import command
import flat
import frozen
import maps
import pair

tf1 = tf.compat.v1

# The algorithm and the area of each row.
RANKINGS = {"xrai full": ("full", 1.0), "xrai fast": ("fast", 1.0), "xrai area": ("full", 0.3)}


def compute(tfreeze, model, network, at_x, x, directory):
    """Maps by (method, variant), ours and theirs, in the shape of x's pixels. Grad-CAM is of the layer that tfreeze
    takes, and of an activation that is frozen, half way through the network."""
    hidden = [a.z for a, v in zip(at_x.found, at_x.values) if v.ndim == 4]
    layers = {"grad_cam": None}
    if hidden:
        layers["grad_cam of a hidden layer"] = hidden[len(hidden) // 2]
    directory = pathlib.Path(directory) / "regions"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    np.save(directory / "x.npy", x[0])
    ours, names = {}, {}
    for row, layer in layers.items():
        names[row] = _generate(tfreeze, model, layer, directory / "frozen")
        ours.update(_explain(tfreeze, directory, at_x.target, row, "grad_cam"))
    for row, (ranking, area) in RANKINGS.items():
        ours.update(_explain(tfreeze, directory, at_x.target, row, "xrai", "--segments", ranking, "--area", area, "--steps", pair.STEPS))
    theirs = {}
    for variant in command.VARIANTS:
        found = _original(frozen.variant(network, at_x, variant), at_x.target, x, names)
        theirs.update({(row, variant): m for row, m in found.items()})
    return ours, theirs


def _generate(tfreeze, model, layer, into):
    """Makes the model frozen-aware, for Grad-CAM of a layer; returns the layer's name."""
    shutil.rmtree(into, ignore_errors=True)
    named = ["--layer", layer] if layer else []
    out = command.run(tfreeze, "gen", *model, "--out", into, "--methods", "grad_cam,xrai", *named)
    (line,) = [line for line in out.splitlines() if line.startswith("layer ")]
    return line.split()[1].rstrip(",")


def _explain(tfreeze, directory, target, row, method, *options):
    into = directory / row.replace(" ", "_")
    command.run(tfreeze, "explain", directory / "frozen", directory / "x.npy", "--target", target, "--freeze", ",".join(command.VARIANTS),
                "--method", method, "--out", into, *options)  # fmt: skip
    return {(row, v): np.load(into / "x" / ("%s.%s.npy" % (method, v)))[None] for v in command.VARIANTS}


def _original(network, target, x, layers):
    with tf.Graph().as_default() as graph:
        placeholder = tf1.placeholder(tf.float32, x.shape, name="crossval/x")
        logits, weights = network.place(placeholder)
        with tf1.Session(config=maps.config()) as session:
            session.run(tf1.global_variables_initializer())
            network.load(weights, session)
            explained = graph, session, logits[0, target], placeholder
            found = {}
            for row, layer in layers.items():
                tensor = graph.get_tensor_by_name("%s:%d" % flat.tensor(layer))
                found[row] = saliency.GradCam(*explained, tensor).GetMask(x[0], feed_dict={}, three_dims=False)
            for row, (ranking, area) in RANKINGS.items():
                parameters = saliency.XRAIParameters(steps=pair.STEPS, algorithm=ranking, area_threshold=area)
                found[row] = saliency.XRAI(*explained).GetMask(x[0], feed_dict={}, extra_parameters=parameters)
            return {row: m[None] for row, m in found.items()}
