"""The networks of the zoo, and the forms in which each comes."""

import dataclasses
import subprocess
import sys

import slimnames


@dataclasses.dataclass
class Net:
    name: str
    # build is the script that writes the network to DIR, and its arguments.
    build: list
    # forms are what tfreeze takes it by, and flat is what package reference does.
    forms: dict
    flat: dict
    legacy: bool = True  # Keras 2


def all_nets(scripts):
    """Every network; scripts is the directory of the builders."""
    names = subprocess.run([sys.executable, scripts / "kerasnet.py"], check=True, text=True, capture_output=True).stdout.split()
    for form in ("export", "save"):
        for name in names:
            build = [scripts / "kerasnet.py", name, form, "DIR"]
            yield Net(name, build, {form: ["DIR/model"]}, {"from": "from_saved_model", "path": "DIR/model"}, form == "save")
    for name in slimnames.NAMES:
        forms = {
            "meta_graph": ["DIR/model.ckpt.meta", "--output", "logits:0"],
            "checkpoint": ["--arch", name, "--checkpoint", "DIR/model.ckpt"],
        }
        flat = {"from": "from_meta_graph", "checkpoint": "DIR/model.ckpt", "input": "input:0", "output": "logits:0"}
        yield Net(name, [scripts / "slimnet.py", name, "DIR"], forms, flat)
