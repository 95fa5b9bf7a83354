"""Writes small models with one oddity each, and what an independent computation (reference.py) says of them.

record.py DIR [NAME...] writes DIR/NAME/, a SavedModel, and DIR/NAME.npz: x, noise, logits, target, and a map
METHOD.VARIANT for each method and variant. A case is a function case_NAME(directory) in a file cases_*.py beside this
one; it calls save and record. NAME... are cases; without them, all are written.
"""

import glob
import importlib
import os
import shutil
import sys

import numpy as np
import tensorflow as tf

import reference


def save(directory, name, f, spec, outputs="scores", holds=(), options=None):
    """Saves f as a SavedModel with one signature; spec is a TensorSpec or a list of them, holds are f's variables."""
    specs = spec if isinstance(spec, (list, tuple)) else [spec]
    module = tf.Module()
    module.holds = list(holds)
    module.call = tf.function(lambda *inputs: {outputs: f(*inputs)}, autograph=False)
    path = f"{directory}/{name}"
    shutil.rmtree(path, ignore_errors=True)
    tf.saved_model.save(module, path, signatures={"serving_default": module.call.get_concrete_function(*specs)}, options=options)
    trim(path)


def trim(path):
    """Removes what TensorFlow writes besides the model."""
    for extra in ("fingerprint.pb", "keras_metadata.pb"):
        if os.path.exists(f"{path}/{extra}"):
            os.remove(f"{path}/{extra}")
    if os.path.isdir(f"{path}/assets") and not os.listdir(f"{path}/assets"):
        os.rmdir(f"{path}/assets")


def record(directory, name, f, x, target=None, methods=reference.METHODS, variants=reference.VARIANTS):
    """Records the maps of f(x, act), of the top class or the target, at x, [1, ...]."""
    x = np.asarray(x, np.float32)
    noise = np.random.default_rng(99).standard_normal((2, *x.shape[1:])).astype(np.float32) * np.float32(0.2)
    r = reference.Reference(f, x, target, noise)
    maps = {f"{m}.{v}": r.map(m, v) for m in methods for v in variants}
    np.savez_compressed(f"{directory}/{name}.npz", x=x[0], noise=noise, logits=r.logits, target=np.float32(r.target), **maps)


def main(directory, *names):
    here = os.path.dirname(os.path.abspath(__file__))
    for path in sorted(glob.glob(f"{here}/cases_*.py")):
        for key, write in list(vars(importlib.import_module(os.path.basename(path)[:-3])).items()):
            name = key.removeprefix("case_")
            if name != key and (not names or name in names):
                write(directory)


if __name__ == "__main__":
    main(*sys.argv[1:])
