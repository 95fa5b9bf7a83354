"""The table, and the page around it."""

import collections
import pathlib

import measures

Row = collections.namedtuple("Row", "method variant original distance bounds verdict")
Result = collections.namedtuple("Result", "input target rows drawings")

COLUMNS = ("method", "variant", "original", "largest", "L2", "rank", "allowed", "verdict")

HEAD = """# Against the originals

`make crossval` computes the maps of the original code anew and compares tfreeze's with them, on the same graph, weights and preprocessed input. It needs Python 3.11 and
8 GB of disk for TensorFlow and PyTorch, which it puts into out/crossval/venv. `make crossval DEEPEXPLAIN=DIR` takes DeepExplain from a clone; without one, the short
program in [tools/reference](../tools/reference) stands in its place, and the table says so. Any model and any images:

    make out/crossval/venv build
    out/crossval/venv/bin/python tools/crossval/crossval.py my_saved_model photo.jpg --preprocess inception --deepexplain ../DeepExplain
    out/crossval/venv/bin/python tools/crossval/crossval.py --arch vgg_16 --checkpoint vgg_16.ckpt photo.jpg

*original* is who computed the map: `saliency`, as PyPI has it, PAIR's code; DeepExplain, unmodified, with tf.compat.v1 under the name of tensorflow. The
originals know no freezing: they explain TensorFlow's own flat graph of the model, into which a Select is put behind each activation ([tools/crossval/frozen.py](../tools/crossval/frozen.py)).
SmoothGrad's noise is replayed; integrated gradients have 10 points, and 25 with both ends (*endpoints*).

captum and zennit are second opinions, on the same weights in PyTorch. They are compared where they define the same:

- captum's IntegratedGradients by `riemann_right` has DeepExplain's points.
- captum's DeepLift is the Rescale rule. Where input and baseline differ by less than 1e-5 at an activation, DeepExplain takes the slope between them, captum below 1e-10. captum has
  a rule for max-pools, too, which DeepExplain leaves alone: it is kept out for `deeplift`, and in for `deeplift_maxpool`. Of what overlapping windows send to an element, captum keeps the
  last in place of the sum, so that its own map of chelsea.png by SqueezeNet sums to 10.2, and not to the 29.7 that the scores differ by. The definitions agree where windows do not overlap:
  they are laid side by side before the pool, and each has elements of its own.
- zennit's Epsilon stabilises every layer, DeepExplain every activation. The last layer, which no activation follows, is the difference: relevance starts behind it from
  (z + eps sign z) times the gradient, in place of z times the gradient.

*largest* is the largest difference over the largest value, *L2* the relative L2 error, *rank* Spearman's correlation, *allowed* the bounds of the first two: those of
`explain/tolerance_test.go`, which says why each is as it is. PyTorch's kernels round otherwise than TensorFlow's, and a network of random weights magnifies that: where
these bounds do not hold against captum and zennit, a map may differ by four times as much as theirs from their own: the most of three inputs that are moved in their last digits,
and of PyTorch without oneDNN.
"""


DRAWINGS = """The pictures that tfreeze draws of its maps, against the arrays that the original code shows of the same maps. Where it divides 0 by 0, neutral stands; *most* is the largest
difference, in levels of 1/255, of which rounding allows 1.
"""


def row(method, variant, original, distance, noise):
    bounds = measures.allowed(method, variant)
    if not measures.passes(distance, bounds):
        bounds = measures.widened(bounds, noise)
    return Row(method, variant, original, distance, bounds, "passes" if measures.passes(distance, bounds) else "fails")


def table(result):
    lines = ["| %s |" % " | ".join(COLUMNS), "|---" * len(COLUMNS) + "|"]
    for r in sorted(result.rows, key=lambda r: (r.method, r.original.lower())):
        d = r.distance
        cells = [r.method, r.variant, r.original, "%.1e" % d.max, "%.1e" % d.l2, "%.6f" % d.rank, "%.3g, %.3g" % r.bounds, r.verdict]
        lines.append("| %s |" % " | ".join(cells))
    return "\n".join(lines)


def write(path, options, results):
    lines = [HEAD]
    for r in results:
        passed = sum(row.verdict == "passes" for row in r.rows)
        lines += ["## %s, %s" % (options.arch or options.model, r.input), "", "Class %d. %d of %d rows pass." % (r.target, passed, len(r.rows)), ""]
        lines += [table(r), "", DRAWINGS, drawings(r), ""]
    path = pathlib.Path(path)
    path.with_suffix(".new").write_text("\n".join(lines).rstrip() + "\n")
    path.with_suffix(".new").rename(path)


def drawings(result):
    lines = ["| view | original | pictures | pixels | that differ | most |", "|---" * 6 + "|"]
    for d in result.drawings:
        lines.append("| %s | %s | %d | %d | %d | %d |" % (d.view, d.original, d.pictures, d.of, d.pixels, d.levels))
    return "\n".join(lines)
