"""Compares tfreeze's maps with those of the original code, on the same graph, weights and input:

    crossval.py MODEL INPUT... [--deepexplain DIR] [--out FILE]

MODEL is what tfreeze takes, or --arch and --checkpoint take its place; INPUT is an image or a .npy
array. A table goes to standard output, and as a page to FILE. Exits with 1 if a row fails."""

import argparse
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "reference"))

import numpy as np
import tensorflow as tf

import clone
import command
import deep
import drawing
import inputs
import maps
import measures
import model
import originals
import page
import pair
import rectgrad
import regions

SAMPLES, STDEV, SEED = 5, 0.15, 1  # of SmoothGrad's noise


def options():
    p = argparse.ArgumentParser(description="Compares tfreeze's maps with those of the original code.")
    p.add_argument("arguments", nargs="+", metavar="MODEL INPUT", help="the model, unless --arch is given, and images or .npy arrays")
    p.add_argument("--deepexplain", metavar="DIR", help="a clone of marcoancona/DeepExplain; without it, tools/reference takes its place")
    p.add_argument("--rectgrad", metavar="DIR", help="a clone of 1202kbs/Rectified-Gradient")
    p.add_argument("--pathway", metavar="DIR", help="a clone of CAMP-eXplain-AI/PathwayGrad")
    p.add_argument("--record", metavar="DIR", help="where to write the originals' maps of rectgrad, neuron_mct and fem")
    p.add_argument("--out", metavar="FILE", help="the page to write")
    p.add_argument("--tfreeze", metavar="FILE", default="bin/tfreeze", help="the program")
    p.add_argument("--work", metavar="DIR", default="out/crossval", help="where to put the model and the maps")
    for flag in ("arch", "checkpoint", "signature", "input", "output", "preprocess"):
        p.add_argument("--" + flag, help="as tfreeze has it")
    o = p.parse_args()
    o.model = None if o.arch else o.arguments.pop(0)
    if not o.arguments:
        p.error("INPUT is missing")
    return o


def main():
    tf.get_logger().setLevel("ERROR")
    o = options()
    work = pathlib.Path(o.work)
    work.mkdir(parents=True, exist_ok=True)
    input, output, layer, shape = command.generate(o.tfreeze, model.arguments(o), work / "frozen")
    network = model.flatten(o, input, output)
    clones = originals.Clones(o.deepexplain and clone.load(o.deepexplain), o.rectgrad and rectgrad.load(o.rectgrad), o.pathway)
    results = []
    for i, path in enumerate(o.arguments):
        x = inputs.read(path, shape, work / "frozen")
        results.append(examine(o, network, clones, layer, path, x, work / ("input%d" % i)))
        print(page.table(results[-1]), page.drawings(results[-1]), sep="\n\n", flush=True)
    if o.out:
        page.write(o.out, o, results)
    sys.exit(any(r.verdict == "fails" for result in results for r in result.rows) or any(d.levels > drawing.ALLOWED for r in results for d in r.drawings))


def examine(o, network, clones, layer, path, x, directory):
    """All rows of one input."""
    at_x = maps.Maps(network, x)
    noise = np.random.RandomState(SEED).normal(0, STDEV * (x.max() - x.min()), (SAMPLES, *x.shape[1:])).astype(np.float32)
    ours, pictures = command.explain(o.tfreeze, o.work + "/frozen", x, at_x.target, noise, directory)
    result = page.Result(str(path), at_x.target, [], [])
    found, others = originals.compute(network, at_x, x, noise, clones, layer, inputs.box(x, o.work + "/frozen"), directory)
    if o.record:
        originals.record(o.record, found)
    for (method, variant, original), want in found.items():
        distance = measures.distance(ours[method, variant], want)
        result.rows.append(page.row(method, variant, original, distance, others.get((method, variant, original), ())))
    ours_of, theirs = regions.compute(o.tfreeze, model.arguments(o), network, at_x, x, directory)
    result.rows.extend(page.row(*key, pair.NAME, measures.distance(ours_of[key], want), ()) for key, want in theirs.items())
    result.drawings.extend(drawing.compare(ours, pictures, o.deepexplain))
    return result


if __name__ == "__main__":
    main()
