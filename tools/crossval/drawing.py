"""Compares pictures: what the original code shows of tfreeze's maps, as arrays, with what tfreeze draws of them."""

import collections
import importlib.util
import os
import pathlib
import sys

import numpy as np
import saliency.core as saliency
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tolerances"))

import tolerances

# An original makes an array of a map, in which 0/0 means neutral.
Original = collections.namedtuple("Original", "name draw neutral")
# Of the pixels of some pictures, how many differ, and by how much at most, in levels of 1/255.
Drawing = collections.namedtuple("Drawing", "view original pictures pixels of levels")

VIEWS = ("grayscale", "diverging", "signed", "signed_mean")
ALLOWED = tolerances.of("pictures")  # levels


def originals(clone):
    """Who draws which view; clone is DeepExplain's, or None."""
    found = {
        "grayscale": Original("saliency 0.2.1, VisualizeImageGrayscale", saliency.VisualizeImageGrayscale, 0),
        "diverging": Original("saliency 0.2.1, VisualizeImageDiverging", saliency.VisualizeImageDiverging, 0.5),
        "signed": Original("its formula in numpy", _signed, 0),
    }
    if clone:
        found["signed_mean"] = Original("DeepExplain, plot", _Plot(clone), 0)
    return found


def compare(ours, pictures, clone):
    """A Drawing for each view, of the maps that have pictures in that directory."""
    return [_view(view, original, ours, pictures) for view, original in originals(clone).items()]


def _view(view, original, ours, pictures):
    off = []
    for (method, variant), values in ours.items():
        path = pictures / ("%s.%s%s.png" % (method, variant, "" if view == "grayscale" else "." + view))
        if path.exists():
            with np.errstate(all="ignore"):
                want = np.nan_to_num(original.draw(_image(values)), nan=original.neutral)
            off.append(np.abs(_levels(Image.open(path)) - np.rint(want * 255).astype(int)))
    return Drawing(view, original.name, len(off), sum((o > 0).sum() for o in off), sum(o.size for o in off), max(o.max() for o in off))


def _image(values):
    """A map, [1,H,W,C]; one of pixels, [1,H,W], has one channel."""
    return values[0] if values.ndim == 4 else values[0][..., None]


def _levels(image):
    """Gray, or red less blue."""
    if image.mode == "L":
        return np.asarray(image, int)
    rgb = np.asarray(image.convert("RGB"), int)
    return rgb[..., 0] - rgb[..., 2]


def _signed(values):
    total = values.sum(2)
    return np.clip(total / np.percentile(np.abs(total), 99), -1, 1)


class _Plot:
    """What DeepExplain's plot hands to matplotlib, over the ends of its scale."""

    def __init__(self, clone):
        os.environ["MPLBACKEND"] = "Agg"
        spec = importlib.util.spec_from_file_location("deepexplain_utils", pathlib.Path(clone) / "examples" / "utils.py")
        self.utils = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.utils)

    def __call__(self, values):
        self.utils.plot(values, axis=self)
        return self.shown

    def imshow(self, data, vmin, vmax, **_):
        assert vmin == -vmax
        self.shown = np.clip(data / vmax, -1, 1)

    def axis(self, _):
        pass
