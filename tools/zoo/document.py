"""Writes docs/zoo.md from the rows."""

import json
import pathlib
import re

HEAD = """# The zoo

Every network of `keras.applications` and of TF-slim goes through `tfreeze gen` and `tfreeze explain`, and its maps
are compared with those that an independent program in Python computes of the same model. The weights are random;
batch norms know the statistics of two photos.

*frozen* and *left* in the fourth and fifth column count activations. *plain* and *frozen* in the last columns are the
largest errors of five maps each, in shares of the map's largest value. [How a row is made](#how-a-row-is-made) has
the details.
"""

FOREIGN = """
## Other kinds

Networks that those packages lack, each built by [tools/zoo/foreignnet.py](../tools/zoo/foreignnet.py) and exported by
Keras 3: recurrent layers, unrolled; volumes; a segmentation, of which the mean of each class is explained; a
reconstruction; mixed precision; dilated convolutions along a sequence; sequential models within one, as Teachable
Machine exports them; transformers. They go through the same comparison.
"""

FOOT = """
## How a row is made

Forms: *export* is Keras 3's `model.export`, *save* `tf.saved_model.save` of Keras 2's model, both of 96x96 pixels.
*meta_graph* is TF-slim's MetaGraph beside its checkpoint, *checkpoint* the checkpoint alone with `--arch`, both of
the network's own image size. *foreign* is Keras 3's `model.export` of the networks of other kinds.

The other program is [tools/reference](../tools/reference): TensorFlow's own flat graph of the model, and tf.gradients
with the gradient of each activation overridden. Five methods are compared, plain and frozen by mask.

A map passes if its error is at most 1e-5; for plain maps 2e-3 (elrp), 2e-4 (deeplift) or 5e-3 (integrated gradients),
for the reasons in testdata/tolerances.json. Where rounding alone does more to a network of random weights, four
times the rounding is allowed: what Python's map differs from its own by, computed with other kernels (oneDNN off).
The last column says so. In mixed precision numbers have 11 bits, and 5e-2 is allowed.

`make zoo` computes the rows that testdata/zoo/rows lacks; `make zoo ZOO="ResNet50 vgg_a"` computes those of two
networks again. `make test` does the same with seven thin networks (testdata/zoo).
"""


def write(rows, doc):
    found = [json.loads(p.read_text()) for p in sorted(pathlib.Path(rows).glob("*.json"))]
    order = {"export": 0, "save": 1, "meta_graph": 2, "checkpoint": 3, "foreign": 4}
    found.sort(key=lambda r: (order[r["form"]] // 2, r["net"].lower(), order[r["form"]]))
    passed = sum(r["verdict"] == "passes" for r in found)
    foreign = [r for r in found if r["form"] == "foreign"]
    lines = [HEAD, "%d of %d rows pass." % (passed, len(found)), ""]
    lines += _table([r for r in found if r not in foreign]) + [FOREIGN] + _table(foreign) + [FOOT]
    path = pathlib.Path(doc)
    path.with_suffix(".new").write_text("\n".join(lines))
    path.with_suffix(".new").rename(path)


def _table(rows):
    return ["| network | form | ops | frozen | left | plain | frozen | |", "|---|---|---|---|---|---|---|---|", *map(_row, rows)]


def _row(r):
    if "errors" not in r:
        return "| %s | %s | | | | | | %s |" % (r["net"], r["form"], r["verdict"])
    cells = [r["net"], r["form"], "%d kinds, %d nodes" % (r["ops"], r["nodes"]), r["frozen"], re.sub(r" \([^)]*\)", "", r["left"])]
    cells += [_largest(r, ".plain"), _largest(r, ".mask"), r["verdict"] + _note(r)]
    return "| %s |" % " | ".join(cells)


def _largest(r, variant):
    return "%.1e" % max(e for k, e in r["errors"].items() if k.endswith(variant))


def _note(r):
    """Says which maps were judged by Python's own error, and which overflow in Python as well."""
    overflows = "".join("; %s overflows float32, in Python as well" % m for m in r.get("overflows", []))
    return overflows + "".join("; %s %.1e, Python itself %.1e" % (k, r["errors"][k], f) for k, f in r["floors"].items())
