"""Runs tfreeze."""

import pathlib
import shutil
import subprocess
import sys

import numpy as np

import deep
import drawing
import pair

METHODS = ("grad", "guided_backprop", "elrp", "integrated_gradients", "smoothgrad", "deeplift", "smooth_guided_backprop", "deeplift_maxpool",
           "grad_x_input", "saliency", "vargrad", "rectgrad", "neuron_mct", "fem",
           "epsilon_plus", "epsilon_plus_flat", "epsilon_alpha2_beta1", "epsilon_alpha2_beta1_flat", "epsilon_gamma_box")  # fmt: skip
VARIANTS = ("plain", "threshold", "mask")


def run(*command):
    """What the command prints; where it fails, that is said and this ends."""
    done = subprocess.run([str(c) for c in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit(done.stderr.strip() or "%s: exit code %d" % (command[0], done.returncode))
    return done.stdout


def generate(tfreeze, model, into):
    """Makes the model frozen-aware; returns the names of its input, of the explained tensor and of the layer, or None, and the input's shape."""
    shutil.rmtree(into, ignore_errors=True)
    out = run(tfreeze, "gen", *model, "--out", into, "--methods", ",".join(METHODS))
    said = dict(line.split(None, 1) for line in out.splitlines() if len(line.split(None, 1)) == 2)
    name, shape = said["input"].split()
    sizes = shape[shape.index("[") + 1 : -1].split(",")[1:]
    layer = said["layer"].split()[0].rstrip(",") if "layer" in said else None
    return name, said["explains"].split()[0], layer, [None if s == "?" else int(s) for s in sizes]


def explain(tfreeze, frozen, x, target, noise, into):
    """Signed maps by (method, variant), in the shape of x, [1, ...], and the directory with their pictures."""
    into = pathlib.Path(into)
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    np.save(into / "x.npy", x[0])
    np.save(into / "noise.npy", noise)
    common = [tfreeze, "explain", frozen, into / "x.npy", "--target", target, "--freeze", ",".join(VARIANTS), "--engine", "dense"]
    run(*common, "--out", into / "maps", "--method", ",".join(METHODS), "--steps", deep.STEPS, "--noise", into / "noise.npy", "--view", ",".join(drawing.VIEWS))
    found = {(m, v): into / "maps" / "x" / ("%s.%s.npy" % (m, v)) for m in METHODS for v in VARIANTS}
    np.save(into / "orders.npy", noise[: deep.ORDERS])
    for name, (method, options) in apart(x[0], into).items():
        out = into / name.replace(" ", "-")
        run(*common, "--out", out, *options)
        found.update({(name, v): out / "x" / ("%s.%s.npy" % (method, v)) for v in VARIANTS})
    return {key: np.load(path)[None] for key, path in found.items()}, into / "maps" / "x"


def apart(x, into):
    """What takes a run of its own: the names of the rows, with those of the maps' files and the flags."""
    path = "--method", "integrated_gradients", "--path"
    smoothed = "--smooth", "integrated_gradients", "--path", "endpoints", "--steps", pair.SMOOTHED_STEPS, "--noise", into / "noise.npy"
    return {
        "integrated_gradients endpoints": ("integrated_gradients", (*path, "endpoints", "--steps", pair.STEPS)),
        "integrated_gradients gauss_legendre": ("integrated_gradients", (*path, "gauss_legendre", "--steps", deep.STEPS)),
        "integrated_gradients smoothed": ("smoothed_integrated_gradients", smoothed),
        "expected_gradients": ("expected_gradients", ("--method", "expected_gradients", "--draws", deep.DRAWS)),
        "guided_ig": ("guided_ig", ("--method", "guided_ig", "--guided-steps", pair.GUIDED_STEPS)),
        "blur_ig": ("blur_ig", ("--method", "blur_ig", "--steps", pair.BLUR_STEPS)),
        "grad smoothed by mean": ("smoothed_grad", ("--smooth", "grad", "--smooth-by", "mean", "--noise", into / "noise.npy")),
        "occlusion mean_drop": ("occlusion", ("--method", "occlusion", "--window", pair.window(x), "--stride", deep.STRIDE, "--mean-drop")),
        "occlusion": ("occlusion", ("--method", "occlusion", "--window", pair.window(x))),
        "shapley_sampling": ("shapley_sampling", ("--method", "shapley_sampling", "--features", "channels", "--noise", into / "orders.npy")),
    }
