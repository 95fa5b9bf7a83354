"""Which original code computes which map of a network."""

import collections
import pathlib
import sys

import numpy as np
import tensorflow as tf

import command
import deep
import frozen
import maps
import measures
import neighbours
import pair
import rectgrad
import steps

REFERENCE, CAPTUM, ZENNIT, PATHWAY = "tools/reference", "captum 0.9.0", "zennit 0.5.1", "PathwayGrad"
OPINIONS = {
    "integrated_gradients": CAPTUM, "integrated_gradients gauss_legendre": CAPTUM, "expected_gradients": CAPTUM,
    "deeplift": CAPTUM, "deeplift_maxpool": CAPTUM, "elrp": ZENNIT, "epsilon_plus": ZENNIT, "epsilon_plus_flat": ZENNIT,
    "epsilon_alpha2_beta1": ZENNIT, "epsilon_alpha2_beta1_flat": ZENNIT, "epsilon_gamma_box": ZENNIT, "neuron_mct": PATHWAY,
}  # fmt: skip
# What runs the code of a clone: DeepExplain's class, RectGrad's, and PathwayGrad's directory; or None.
Clones = collections.namedtuple("Clones", "deepexplain rectgrad pathway")
# The activations whose gradients the originals override; others they explain by their ordinary ones.
PAIR, DEEP = {"Relu"}, {"Relu", "Elu", "Sigmoid", "Tanh", "Softplus"}


def compute(network, at_x, x, noise, clones, layer, box, directory):
    """Signed maps by (method, variant, who computed it); and, of second opinions, how far they are
    from their own where rounding alone differs. layer is the tensor that methods of one layer explain, and
    box the least and the greatest pixels, in the shape of x."""
    graphs = {v: frozen.variant(network, at_x, v) for v in command.VARIANTS}
    found = {}
    for variant, graph in graphs.items():
        for (method, original), value in _original(graph, at_x, x, noise, clones, layer).items():
            found[method, variant, original] = value
    opinions, noise = _opinions(graphs, at_x.target, x, box, clones.pathway, directory)
    return {**found, **opinions}, noise


def record(directory, found):
    """Writes the maps of the methods that freezing is compared with: METHOD.VARIANT.npy, without the batch."""
    for (method, variant, _), value in found.items():
        if method in ("rectgrad", "neuron_mct", "fem"):
            np.save(pathlib.Path(directory) / ("%s.%s.npy" % (method, variant)), value.reshape(value.shape[-3:] if value.ndim == 4 else value.shape))


def _original(graph, at_x, x, noise, clones, layer):
    kinds = {a.kind for a in at_x.found + at_x.gates}
    found = {(m, pair.NAME): v[None] for m, v in pair.compute(graph, at_x.target, x, noise).items()}
    rest = ["elrp", "deeplift", "integrated_gradients"]
    if clones.deepexplain and kinds <= DEEP:
        found.update({(m, deep.NAME): v for m, v in deep.compute(clones.deepexplain, graph, at_x.target, x, noise).items()})
        rest = []
    rest.append("deeplift_maxpool")
    if not kinds <= PAIR:
        del found["guided_backprop", pair.NAME], found["smooth_guided_backprop", pair.NAME]
        rest.append("guided_backprop")
    # The frozen GraphDef is explained as any other.
    reference = maps.Maps(graph, x)
    found.update({(m, REFERENCE): reference.map(m, False, deep.STEPS) for m in rest})
    if clones.rectgrad and kinds <= DEEP:
        found["rectgrad", rectgrad.NAME] = rectgrad.compute(clones.rectgrad, graph, at_x.target, x)
    else:
        found["rectgrad", REFERENCE] = neighbours.rectgrad(reference)
    if not clones.pathway:
        found["neuron_mct", REFERENCE] = neighbours.neuron_mct(reference)
    if layer:
        found["fem", REFERENCE] = neighbours.fem(reference, layer)
    return found


def _places():
    """Where expected gradients with seed 0 evaluate the gradient, as shares of the way."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        draw = lambda k: tf.raw_ops.StatelessRandomUniformV2(
            shape=[1], key=tf.constant([0], tf.uint64), counter=tf.constant([1 << 63, 2 * k], tf.uint64), alg=1
        )
        return np.concatenate(session.run([draw(k) for k in range(deep.DRAWS)]))


def _opinions(graphs, target, x, box, pathway, directory):
    """Those of PyTorch, in a process of its own; none where the network has other ops than they know."""
    files = {v: pathlib.Path(directory) / (v + ".npz") for v in graphs}
    try:
        for v, graph in graphs.items():
            steps.write(graph, files[v], x=x, target=target, points=deep.STEPS, epsilon=maps.EPSILON, low=box[0], high=box[1], places=_places())
    except steps.Unknown as e:
        print("no second opinions: %s" % e, file=sys.stderr)
        return {}, {}
    command.run(sys.executable, pathlib.Path(__file__).with_name("opinions.py"), *(["--pathway", pathway] if pathway else []), *files.values())
    found, noise = {}, {}
    for v, file in files.items():
        maps_of = np.load(file.with_suffix(".maps.npz"))
        for method, original in OPINIONS.items():
            if method in maps_of:
                key = method, v, original
                found[key] = maps_of[method]
                again = maps_of[method + " again"] if method + " again" in maps_of else ()
                noise[key] = [measures.distance(other, found[key]) for other in again]
    return found, noise
