"""Measures what rounding alone does to the zoo's small part: the maps that Python computes of each
network on this machine, with oneDNN and without, against the recorded ones.

    python rounding.py testdata/zoo

Writes DIRECTORY/rounding.json: by network and map, the larger of both distances, as the largest
difference over the largest value and as relative L2 error. What is there already stays if it is larger,
so that processors add up."""

import json
import os
import pathlib
import sys
import tarfile
import tempfile

import numpy as np

import zoo


def distance(a, b):
    a, b = a.astype(float).ravel(), b.astype(float).ravel()
    return [zoo.error(a, b), np.linalg.norm(a - b) / np.linalg.norm(b)]


def flat(directory):
    if (directory / "model" / "model.ckpt.meta").exists():
        return {"from": "from_meta_graph", "checkpoint": str(directory / "model" / "model.ckpt"), "input": "input:0", "output": "logits:0"}
    return {"from": "from_saved_model", "path": str(directory / "model")}


def maps(archive, x, one_dnn):
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        with tarfile.open(archive) as tar:
            tar.extractall(directory)
        np.save(directory / "x.npy", x)
        command = [sys.executable, zoo.HERE / "reference.py", json.dumps(flat(directory)), scratch, "maps"]
        zoo.run(command, TF_ENABLE_ONEDNN_OPTS=str(one_dnn), TF_USE_LEGACY_KERAS="1")
        return dict(np.load(directory / "maps.npz"))


def main(directory):
    path = pathlib.Path(directory) / "rounding.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    for file in sorted(path.parent.glob("*.npz")):
        recorded = np.load(file)
        network = found.setdefault(file.stem, {})
        for one_dnn in 0, 1:
            computed = maps(file.with_suffix(".tar.gz"), recorded["x"], one_dnn)
            for key in ["logits", *zoo.MAPS]:
                pair = zip(distance(computed[key], recorded[key]), network.get(key, (0, 0)))
                network[key] = [float("%.2g" % max(p)) for p in pair]
        print(file.stem, network, flush=True)
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(found, indent=1) + "\n")
    os.replace(scratch, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
