"""The table, and the page around it."""

import collections
import pathlib

import measures

Row = collections.namedtuple("Row", "method variant original distance bounds verdict")
Result = collections.namedtuple("Result", "input target rows drawings")

COLUMNS = ("method", "variant", "original", "largest", "L2", "rank", "allowed", "verdict")

HEAD = """# Against the original code

tfreeze's maps beside those of the original Python code, for the same graph, weights and preprocessed input.
*original* says who computed the other map: PAIR's `saliency` as PyPI has it; DeepExplain, unmodified; and, as second
opinions, captum and zennit on PyTorch. zennit is the original of the composites of LRP, Rectified-Gradient that of
`rectgrad`, and PathwayGrad that of `neuron_mct`; FEM is compared with its formula in NumPy (tools/reference).
*largest* is the largest difference divided by the largest value, *L2* the relative L2 error, *rank* Spearman's
correlation, and *allowed* the bounds of the first two. [How it is compared](#how-it-is-compared) has the details.
"""


DRAWINGS = """The pictures that tfreeze draws of its maps, beside the arrays that the original code shows for the same maps. *most*
is the largest difference in levels of 1/255; rounding allows 1. Where the original divides 0 by 0, the neutral value
is expected.
"""


FOOT = """## Run it yourself

`make crossval` computes this page again. It needs Python 3.11, and 8 GB of disk for TensorFlow and PyTorch, which it
puts into out/crossval/venv. `make crossval DEEPEXPLAIN=DIR` takes DeepExplain from a clone; without one, the short
program in [tools/reference](../tools/reference) takes its place, and the table says so. `RECTGRAD=DIR` and
`PATHWAY=DIR` are clones of 1202kbs/Rectified-Gradient and CAMP-eXplain-AI/PathwayGrad.

Any model and any images can be compared:

    make out/crossval/venv build
    out/crossval/venv/bin/python tools/crossval/crossval.py my_saved_model photo.jpg --preprocess inception --deepexplain ../DeepExplain
    out/crossval/venv/bin/python tools/crossval/crossval.py --arch vgg_16 --checkpoint vgg_16.ckpt photo.jpg

## How it is compared

The original code knows no freezing. It explains TensorFlow's own flat graph of the model, with a Select behind each
activation ([tools/crossval/frozen.py](../tools/crossval/frozen.py)). tfreeze runs the whole network, too (`--engine
dense`); `tfreeze verify` compares its other engine with that one. DeepExplain runs with tf.compat.v1 under the name of
tensorflow. SmoothGrad's noise is replayed, and so are the orders of Shapley value sampling, whose
features are the channels. Integrated gradients take 10 points, 25 with both ends (*endpoints*), and 5 with both ends at each
noisy input (*smoothed*); Guided IG takes 20, Blur IG 10. Occlusion's window is so large that it lies in 36 places, or,
for DeepExplain's (*mean_drop*), in four that are 5 pixels apart.
saliency's Guided IG and DeepExplain's perturbations use functions of NumPy that have another name now. DeepExplain takes
the features that it samples from the first dimensions, whatever `sampling_dims` says: it gets the image with its channels first.

Grad-CAM is compared at the last convolution, and *of a hidden layer*: of the activation half way through the network,
which is frozen, too. XRAI is compared by both rankings, *full* and *fast*, and with 0.3 of the image ranked
(*area*), with 25 points from each baseline; both sides make their own segments.

captum and zennit use the same weights in PyTorch. They are compared where their definitions agree:

- captum's IntegratedGradients by `riemann_right` takes DeepExplain's points; by `gausslegendre`, its default, those of
  `--path gauss_legendre`.
- captum's GradientShap gets the places on the way that tfreeze draws, 5 with the baseline 0.
- captum's DeepLift is the Rescale rule. If input and baseline differ by less than 1e-5 at an activation, DeepExplain
  takes the derivative in place of the quotient; captum does so below 1e-10. captum has a rule for max-pools, which
  DeepExplain leaves alone: the comparison leaves it out for `deeplift` and keeps it for `deeplift_maxpool`. Where
  overlapping windows send something to the same element, captum keeps the last in place of the sum: its own map of
  chelsea.png by SqueezeNet sums to 10.2, while the scores differ by 29.7. So the windows are laid side by side before
  the pool, where each has elements of its own and the definitions agree.
- zennit's composites run as they are, with the score as relevance, and as bounds of pixels what the model's
  preprocessing makes of 0 and 255.
- Rectified-Gradient runs as DeepExplain does, without its own gradient of convolutions, which cuts off the margin of
  what they are padded by. It takes a percentile from tf.contrib, which TensorFlow 2 has no more: a few lines take its
  place.
- PathwayGrad's Pruner runs on the PyTorch network, by its default of 85 %.
- zennit's Epsilon stabilises every layer, DeepExplain every activation. They differ at the last layer, which no
  activation follows. There, relevance starts from (z + eps sign z) times the gradient, in place of z times the
  gradient.

The bounds are those of [testdata/tolerances.json](../testdata/tolerances.json), which has the reason of each. PyTorch's kernels round
differently from TensorFlow's, and a network of random weights magnifies that. Where the bounds do not hold against
captum or zennit, a map may differ by four times as much as theirs differs from itself: the most of three inputs that
are moved in their last digits, and of PyTorch without oneDNN.
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
    lines.append(FOOT)
    path = pathlib.Path(path)
    path.with_suffix(".new").write_text("\n".join(lines).rstrip() + "\n")
    path.with_suffix(".new").rename(path)


def drawings(result):
    lines = ["| view | original | pictures | pixels | that differ | most |", "|---" * 6 + "|"]
    for d in result.drawings:
        lines.append("| %s | %s | %d | %d | %d | %d |" % (d.view, d.original, d.pictures, d.of, d.pixels, d.levels))
    return "\n".join(lines)
