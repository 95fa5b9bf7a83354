"""Computes the reference maps of one model: reference.py FLAT DIRECTORY NAME, where FLAT says
as JSON how the model becomes one flat graph. Reads DIRECTORY/x.npy, writes DIRECTORY/NAME.npz."""

import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "reference"))

import flat
import maps
import zoo


def maps_of(network, x):
    """All maps, and what the network is made of."""
    m = maps.Maps(network, x.astype(np.float32))
    found = {"activations": len(m.found), "ops": len({n.op for n in network.graph.node}), "logits": m.logits}
    for key in zoo.MAPS:
        method, variant = key.split(".")
        found[key] = m.map(method, variant == "mask", zoo.STEPS)
    return found


def main(how, directory, name):
    how = json.loads(how)
    network = getattr(flat, how.pop("from"))(**how)
    np.savez(directory + "/" + name + ".npz", **maps_of(network, np.load(directory + "/x.npy")))


if __name__ == "__main__":
    main(*sys.argv[1:])
