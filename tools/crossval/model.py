"""A model as tfreeze takes it, as TensorFlow's own flat graph."""

import gzip
import pathlib

import tensorflow as tf

import flat

SLIM = pathlib.Path(__file__).parents[2] / "testdata" / "slim"


def arguments(options):
    """What tfreeze is told of the model."""
    said = [options.model] if options.model else []
    for flag in ("arch", "checkpoint", "signature", "input", "output", "preprocess"):
        if getattr(options, flag):
            said += ["--" + flag, getattr(options, flag)]
    return said


def flatten(options, input, output):
    """input and output are the tensors that tfreeze explains; a SavedModel has names of its own in Python."""
    if options.arch:
        return flat.from_variables(_graph(SLIM / (options.arch + ".pb.gz")), options.checkpoint, input, output)
    path = pathlib.Path(options.model)
    if path.is_dir():
        return flat.from_saved_model(str(path), options.signature or "serving_default")
    if path.suffix == ".meta":
        return flat.from_meta_graph(options.checkpoint or str(path)[: -len(".meta")], input, output)
    return flat.from_variables(_graph(path), None, input, output)


def _graph(path):
    data = path.read_bytes()
    return tf.compat.v1.GraphDef.FromString(gzip.decompress(data) if path.suffix == ".gz" else data)
