"""Records which nodes pass by other criteria than the activation, and the maps that follow.

    python tools/criteria/record.py testdata

contribution is abs(a dy/da) at x0: y the score of the best class, dy/da by tf.gradients. For each
criterion, and for the percentile over each layer and over the network, NAME.npz holds the
thresholds, how many nodes are positive and how many pass, by layer in the order of names, and the map
of grad by that mask. tiny has its contributions too, and the map of integrated gradients, and
its second layer a mask in masks."""

import pathlib
import sys

import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "reference"))

import flat
import maps
from flat import tensor

STEPS = 5
PERCENTILE = 80


def main(testdata):
    testdata = pathlib.Path(testdata)
    case = np.load(testdata / "goldens" / "tiny.case0.npz")
    record(testdata, "tiny", tf_graph(testdata / "tiny" / "frozen.pb"), case["x"], whole=True)
    record(testdata, "squeezenet", flat.from_saved_model(str(testdata / "squeezenet" / "saved_model")), chelsea(testdata), whole=False)


def tf_graph(path):
    graph = tf.compat.v1.GraphDef()
    graph.ParseFromString(path.read_bytes())
    return flat.Flat(graph, "input:0", "logits:0")


def chelsea(testdata):
    """The photo as SqueezeNet takes it."""
    pixels = tf.io.decode_png(tf.io.read_file(str(testdata / "photos" / "chelsea_227.png")), 3).numpy().astype(np.float32)
    return pixels[..., ::-1] - np.float32([104.006, 116.669, 122.679])


def record(testdata, name, network, x, whole):
    x = x.reshape((1,) + x.shape[-3:]).astype(np.float32)
    m = maps.Maps(network, x)
    found = {"target": m.target, "logits": m.logits}
    numbers = {"activation": m.values, "contribution": contributions(m)}
    if whole:
        found["x"] = x
    for i, c in enumerate(numbers["contribution"] if whole else []):
        found["contribution/%d" % i] = c
    names = [tensor(a.z)[0] for a in m.found]
    by_name = sorted(range(len(names)), key=names.__getitem__)
    for criterion, values in numbers.items():
        for over in ("layer", "network"):
            key = criterion + "/" + over + "/"
            thresholds = cut(values, over)
            m.passing = [v >= t for v, t in zip(values, thresholds)]
            found[key + "thresholds"] = np.array(thresholds, np.float32)[by_name]
            found[key + "positives"] = np.array([(v > 0).sum() for v in values])[by_name]
            found[key + "selected"] = np.array([p.sum() for p in m.passing])[by_name]
            found[key + "grad"] = m.map("grad", True)
            if whole:
                found[key + "integrated_gradients"] = m.map("integrated_gradients", True, STEPS)
    # The second layer alone freezes, by a mask of its own.
    m.passing = [np.ones(v.shape, bool) for v in m.values]
    m.passing[1] = np.arange(m.values[1].size).reshape(m.values[1].shape) % 3 == 0
    if whole:
        path = testdata / "criteria" / "masks" / (names[1] + ".npy")
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, m.passing[1][0])
    found["second/grad"] = m.map("grad", True)
    if whole:
        found["second/integrated_gradients"] = m.map("integrated_gradients", True, STEPS)
    np.savez_compressed(testdata / "criteria" / (name + ".npz"), **found)


def cut(values, over):
    """A threshold for each layer."""
    positive = [v[v > 0].astype(np.float64) for v in values]
    if over == "network":
        positive = [np.concatenate(positive)] * len(values)
    return [np.float32(np.percentile(p, PERCENTILE)) if p.size else np.float32(np.inf) for p in positive]


def contributions(m):
    w = m._with("")
    with w.graph.as_default():
        score = w.graph.get_tensor_by_name(w.logits)[:, m.target]
        gradients = tf.gradients(score, [w.graph.get_tensor_by_name(tensor(a.z)[0] + "/frozen:0") for a in m.found])
    return [np.abs(a * g) for a, g in zip(m.values, w.run(gradients, m.x, m._open()))]


if __name__ == "__main__":
    main(*sys.argv[1:])
