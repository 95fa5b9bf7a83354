"""Writes docs/zoo.md from the rows."""

import json
import pathlib

HEAD = """# The zoo

Every network of `keras.applications` and of TF-slim, with random weights and batch norms that know the statistics of two photos, goes through `tfreeze gen` and
`tfreeze explain`. Five methods, plain and frozen by mask, are compared with the maps that an independent short program in Python computes of the same model
([tools/reference](../tools/reference): TensorFlow's own flat graph of it, tf.gradients with the gradient of each activation overridden). `make zoo` computes the rows that
testdata/zoo/rows lacks, `make zoo ZOO="ResNet50 vgg_a"` those of two networks anew. `make test` does so with seven thin networks (testdata/zoo).

Forms: *export* is Keras 3's `model.export`, *save* `tf.saved_model.save` of Keras 2's model, both of 96x96 pixels; *meta_graph* TF-slim's MetaGraph beside its
checkpoint, *checkpoint* the checkpoint alone with `--arch`, both of the network's own image size.

An error is the largest difference over the largest value of the map. A map passes within 1e-5 (plain: elrp 2e-3, deeplift 2e-4, integrated gradients 5e-3, as
testdata/goldens/README.md reasons); where rounding alone does more to a network of random weights, within four times of what Python's map differs from its own by,
computed with other kernels (oneDNN off). *plain* and *frozen* are the largest errors of the five maps each.
"""


def write(rows, doc):
    found = [json.loads(p.read_text()) for p in sorted(pathlib.Path(rows).glob("*.json"))]
    order = {"export": 0, "save": 1, "meta_graph": 2, "checkpoint": 3}
    found.sort(key=lambda r: (order[r["form"]] // 2, r["net"].lower(), order[r["form"]]))
    passed = sum(r["verdict"] == "passes" for r in found)
    lines = [HEAD, "%d of %d rows pass." % (passed, len(found)), "", "| network | form | ops | frozen | left | plain | frozen | |", "|---|---|---|---|---|---|---|---|"]
    lines += [_row(r) for r in found]
    path = pathlib.Path(doc)
    path.with_suffix(".new").write_text("\n".join(lines) + "\n")
    path.with_suffix(".new").rename(path)


def _row(r):
    if "errors" not in r:
        return "| %s | %s | | | | | | %s |" % (r["net"], r["form"], r["verdict"])
    cells = [r["net"], r["form"], "%d kinds, %d nodes" % (r["ops"], r["nodes"]), r["frozen"], r["left"].split(" (")[0]]
    cells += [_largest(r, ".plain"), _largest(r, ".mask"), r["verdict"] + _note(r)]
    return "| %s |" % " | ".join(cells)


def _largest(r, variant):
    return "%.1e" % max(e for k, e in r["errors"].items() if k.endswith(variant))


def _note(r):
    """Which maps were judged by Python's own error, and what that is; and which are none, in Python either."""
    overflows = "".join("; %s overflows float32, in Python as well" % m for m in r.get("overflows", []))
    return overflows + "".join("; %s %.1e, Python itself %.1e" % (k, r["errors"][k], f) for k, f in r["floors"].items())
