"""The networks of the zoo, and the forms in which each comes."""

import dataclasses
import os
import subprocess
import sys


@dataclasses.dataclass
class Net:
    name: str
    # build is the script that writes the network to DIR, and its arguments.
    build: list
    # forms are what tfreeze takes it by, and flat is what package reference does.
    forms: dict
    flat: dict
    legacy: bool = True  # Keras 2
    tolerance: str = "maps"  # the group of rows in tolerances.json


# The networks of other kinds than the applications: those of foreignnet.py.
FOREIGN = ("lstm", "gru", "conv3d", "unet", "autoencoder", "mixed_precision", "spliceai", "teachable_machine", "vit", "swin")


def all_nets(scripts):
    """Every network; scripts is the directory of the builders."""
    for name in FOREIGN:
        flat = {"from": "from_saved_model", "path": "DIR/model"}
        tolerance = "maps of types/mixed_float16" if name == "mixed_precision" else "maps"
        yield Net(name, [scripts / "foreignnet.py", name, "DIR"], {"foreign": ["DIR/model"]}, flat, legacy=False, tolerance=tolerance)
    for form in ("export", "save"):
        for name in _names(scripts / "kerasnet.py", legacy=False):
            build = [scripts / "kerasnet.py", name, form, "DIR"]
            yield Net(name, build, {form: ["DIR/model"]}, {"from": "from_saved_model", "path": "DIR/model"}, form == "save")
    for name in _names(scripts / "slimnet.py", legacy=True):
        forms = {
            "meta_graph": ["DIR/model.ckpt.meta", "--output", "logits:0"],
            "checkpoint": ["--arch", name, "--checkpoint", "DIR/model.ckpt"],
        }
        flat = {"from": "from_meta_graph", "checkpoint": "DIR/model.ckpt", "input": "input:0", "output": "logits:0"}
        yield Net(name, [scripts / "slimnet.py", name, "DIR"], forms, flat)


def _names(script, legacy):
    env = {**os.environ, "TF_USE_LEGACY_KERAS": str(int(legacy))}
    return subprocess.run([sys.executable, script], check=True, text=True, capture_output=True, env=env).stdout.split()
