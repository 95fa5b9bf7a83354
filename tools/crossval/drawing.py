"""Compares pictures: the views of PAIR-code/saliency, applied to tfreeze's maps, with what tfreeze draws of them."""

import collections

import numpy as np
import saliency.core as saliency
from PIL import Image

# levels is the largest difference of a pixel, in 0..255; pixels is how many differ.
Drawing = collections.namedtuple("Drawing", "name levels pixels of")


def compare(ours, pictures):
    """A Drawing for each map that has a picture, in its directory."""
    found = []
    for (method, variant), values in ours.items():
        path = pictures / ("%s.%s.png" % (method, variant))
        if path.exists():
            want = np.rint(saliency.VisualizeImageGrayscale(values[0]) * 255).astype(int)
            off = np.abs(np.asarray(Image.open(path).convert("L"), int) - want)
            found.append(Drawing("%s.%s" % (method, variant), int(off.max()), int((off > 0).sum()), off.size))
    return found
