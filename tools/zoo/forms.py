"""The networks of the zoo, and the forms in which each comes."""

import dataclasses
import subprocess
import sys

import slimnames

KERAS = ("export", "save")
SLIM = ("meta_graph", "checkpoint")


@dataclasses.dataclass
class Form:
    net: str
    form: str
    # build is the script that writes the model to DIR, and its arguments.
    build: list
    # model is what tfreeze takes it by, and flat what package reference does.
    model: list
    flat: dict
    legacy: bool = True  # Keras 2

    @property
    def id(self):
        return "%s.%s" % (self.net, self.form)


def all_forms(scripts):
    """Every row of the zoo; scripts is the directory of the builders."""
    for net in _keras_names(scripts):
        for form in KERAS:
            yield Form(
                net, form, [scripts / "kerasnet.py", net, form, "DIR"], ["DIR/model"],
                {"from": "from_saved_model", "path": "DIR/model"}, form == "save",
            )  # fmt: skip
    for net in slimnames.NAMES:
        for form in SLIM:
            model = ["DIR/model.ckpt.meta", "--output", "logits:0"]
            if form == "checkpoint":
                model = ["--arch", net, "--checkpoint", "DIR/model.ckpt"]
            yield Form(
                net, form, [scripts / "slimnet.py", net, "DIR"], model,
                {"from": "from_meta_graph", "checkpoint": "DIR/model.ckpt", "input": "input:0", "output": "logits:0"},
            )  # fmt: skip


def _keras_names(scripts):
    return subprocess.run([sys.executable, scripts / "kerasnet.py"], check=True, text=True, capture_output=True).stdout.split()
