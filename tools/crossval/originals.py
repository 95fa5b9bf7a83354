"""Which original code computes which map of a network."""

import pathlib
import sys

import numpy as np

import command
import deep
import frozen
import maps
import measures
import pair
import steps

REFERENCE, CAPTUM, ZENNIT = "tools/reference", "captum 0.9.0", "zennit 0.5.1"
# The activations whose gradients the originals override; others they explain by their ordinary ones.
PAIR, DEEP = {"Relu"}, {"Relu", "Elu", "Sigmoid", "Tanh", "Softplus"}


def compute(network, at_x, x, noise, explainer, directory):
    """Signed maps by (method, variant, who computed it); and, of second opinions, how far they are
    from their own where rounding alone differs. explainer is DeepExplain's class, or None."""
    graphs = {v: frozen.variant(network, at_x, v) for v in command.VARIANTS}
    found = {}
    for variant, graph in graphs.items():
        for (method, original), value in _original(graph, at_x, x, noise, explainer).items():
            found[method, variant, original] = value
    opinions, noise = _opinions(graphs, at_x.target, x, directory)
    return {**found, **opinions}, noise


def _original(graph, at_x, x, noise, explainer):
    kinds = {a.kind for a in at_x.found + at_x.gates}
    found = {(m, pair.NAME): v[None] for m, v in pair.compute(graph, at_x.target, x, noise).items()}
    rest = ["elrp", "deeplift", "integrated_gradients"]
    if explainer and kinds <= DEEP:
        found.update({(m, deep.NAME): v for m, v in deep.compute(explainer, graph, at_x.target, x).items()})
        rest = []
    rest.append("deeplift_maxpool")
    if not kinds <= PAIR:
        del found["guided_backprop", pair.NAME], found["smooth_guided_backprop", pair.NAME]
        rest.append("guided_backprop")
    # The frozen GraphDef is explained as any other.
    reference = maps.Maps(graph, x)
    return {**found, **{(m, REFERENCE): reference.map(m, False, deep.STEPS) for m in rest}}


def _opinions(graphs, target, x, directory):
    """Those of PyTorch, in a process of its own; none where the network has other ops than they know."""
    files = {v: pathlib.Path(directory) / (v + ".npz") for v in graphs}
    try:
        for v, graph in graphs.items():
            steps.write(graph, files[v], x=x, target=target, points=deep.STEPS, epsilon=maps.EPSILON)
    except steps.Unknown as e:
        print("no second opinions: %s" % e, file=sys.stderr)
        return {}, {}
    command.run(sys.executable, pathlib.Path(__file__).with_name("opinions.py"), *files.values())
    found, noise = {}, {}
    for v, file in files.items():
        maps_of = np.load(file.with_suffix(".maps.npz"))
        for method in maps.METHODS:
            if method in maps_of:
                key = method, v, ZENNIT if method == "elrp" else CAPTUM
                found[key] = maps_of[method]
                noise[key] = [measures.distance(other, found[key]) for other in maps_of[method + " again"]]
    return found, noise
