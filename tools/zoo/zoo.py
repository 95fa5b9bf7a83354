"""Takes every network of keras.applications and of TF-slim through tfreeze, and holds its
maps against those that Python computes (tools/reference).

    python zoo.py TFREEZE WORKDIR DOC [NAME...]

testdata/zoo/rows keeps the rows, and DOC is written from all of them. Without names, it computes the
rows that are missing; with names, it computes those networks again."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tolerances"))

import document
import forms
import tolerances

HERE = pathlib.Path(__file__).parent
ROWS = HERE.parents[1] / "testdata" / "zoo" / "rows"
METHODS = ("grad", "integrated_gradients", "guided_backprop", "elrp", "deeplift")
STEPS = 5
VARIANTS = ("plain", "mask")
MAPS = ["%s.%s" % (m, v) for m in METHODS for v in VARIANTS]


def main(tfreeze, workdir, doc, *names):
    ROWS.mkdir(exist_ok=True)
    left = set(names)
    for net in forms.all_nets(HERE):
        ids = {form: ROWS / ("%s.%s.json" % (net.name, form)) for form in net.forms}
        wanted = net.name in names if names else not all(path.exists() for path in ids.values())
        if not wanted:
            continue
        for form, row in examine(tfreeze, pathlib.Path(workdir) / "-".join([net.name, *net.forms]), net).items():
            ids[form].write_text(json.dumps(row, indent=1))
            print("%-20s %-10s %s" % (net.name, form, row["verdict"]), flush=True)
        left.discard(net.name)
        if names and not left and set(names) <= set(forms.FOREIGN):
            break  # to list the others takes TF-slim and Keras 2
    document.write(ROWS, doc)


def examine(tfreeze, directory, net):
    """A row for each form: what was computed, or the reason why not."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    build(net, directory)
    reference(directory, net, "reference", oneDNN=1)
    rows = {}
    for form in net.forms:
        rows[form] = {"net": net.name, "form": form}
        try:
            rows[form].update(explain(tfreeze, directory, net.forms[form]))
            rows[form].update(compare(directory, net, rows[form]["overflows"]))
        except subprocess.CalledProcessError as e:
            rows[form]["verdict"] = "refused: " + (e.stderr or "").strip().splitlines()[-1]
    shutil.rmtree(directory)
    return rows


def run(command, **env):
    env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **env}
    return subprocess.run([str(c) for c in command], check=True, text=True, capture_output=True, env=env).stdout


def build(net, directory):
    run([sys.executable, *_in(directory, net.build)], TF_USE_LEGACY_KERAS=str(int(net.legacy)))


def _in(directory, arguments):
    return [str(a).replace("DIR", str(directory)) for a in arguments]


def explain(tfreeze, directory, model):
    shutil.rmtree(directory / "frozen", ignore_errors=True)
    out = run([tfreeze, "gen", *_in(directory, model), "--out", directory / "frozen", "--methods", ",".join(METHODS)])
    said = dict(line.split(None, 1) for line in out.splitlines() if len(line.split(None, 1)) == 2)
    overflows = compute(tfreeze, directory)
    return {"frozen": said["frozen"], "left": said["left"], "nodes": int(said["nodes"].split()[0]), "overflows": overflows}


def compute(tfreeze, directory):
    """Writes the maps. tfreeze refuses one that is not finite: returns those that are not in Python either."""
    shutil.rmtree(directory / "maps", ignore_errors=True)
    wanted, overflows = list(METHODS), []
    while True:
        try:
            run([tfreeze, "explain", directory / "frozen", directory / "x.npy", "--out", directory / "maps", "--method", ",".join(wanted),
                 "--freeze", ",".join(VARIANTS), "--steps", STEPS, "--engine", "dense"])  # fmt: skip
            return overflows
        except subprocess.CalledProcessError as e:
            refused = re.search(r"(\w+), (\w+): the map is (?:NaN|[+-]Inf)", e.stderr)
            if not refused or np.isfinite(np.load(directory / "reference.npz")["%s.%s" % refused.groups()]).all():
                raise
            wanted.remove(refused[1])
            overflows.append(refused[1])


def reference(directory, net, name, oneDNN):
    """The maps that Python computes, once for a network."""
    if (directory / (name + ".npz")).exists():
        return
    flat = dict(zip(net.flat, _in(directory, net.flat.values())))
    command = [sys.executable, HERE / "reference.py", json.dumps(flat), directory, name]
    run(command, TF_ENABLE_ONEDNN_OPTS=str(oneDNN), TF_USE_LEGACY_KERAS="1")


def compare(directory, net, overflows):
    """Errors of all maps, and where one is large, Python's own with other kernels."""
    want = np.load(directory / "reference.npz")
    maps = [k for k in MAPS if k.split(".")[0] not in overflows]
    errors = {k: error(np.load(directory / "maps" / "x" / (k + ".npy")), want[k]) for k in maps}
    row = {"ops": int(want["ops"]), "activations": int(want["activations"]), "errors": errors, "floors": {}, "verdict": "passes"}
    allowed = lambda k: tolerances.of_map(*k.split("."), "maps")[0] if net.tolerance == "maps" else tolerances.of(net.tolerance)
    large = [k for k in maps if not errors[k] <= allowed(k)]
    if large:
        reference(directory, net, "other", oneDNN=0)
        other = np.load(directory / "other.npz")
        row["floors"] = {k: error(other[k], want[k]) for k in large}
    bad = [k for k in large if not errors[k] <= tolerances.of("noise") * row["floors"][k]]
    if bad:
        row["verdict"] = "differs: " + ", ".join("%s %.1e" % (k, errors[k]) for k in bad)
    return row


def error(a, b):
    """The largest difference over the largest value."""
    a, b = a.squeeze(), b.squeeze()
    return float(np.abs(a - b).max() / np.abs(b).max())


if __name__ == "__main__":
    main(*sys.argv[1:])
