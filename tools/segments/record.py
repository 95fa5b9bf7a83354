"""Records the segments that PAIR-code/saliency's XRAI makes of pictures with scikit-image, and a resized array:

    python tools/segments/record.py testdata/photos internal/segments/testdata

saliency 0.2.1, scikit-image 0.26, NumPy 2.4 (tools/crossval/requirements.txt). scikit-image sorts edges by NumPy's
default, which may swap equal ones; here they keep their order. It matters to the blocks alone, for one of 619 segments."""

import json
import pathlib
import sys
from unittest import mock

import numpy as np
from PIL import Image
from saliency.core import xrai
from skimage import segmentation
from skimage.transform import resize

PHOTOS = ("chelsea_224", "coffee_227", "chelsea")


def main(photos, into):
    argsort = np.argsort
    with mock.patch.object(np, "argsort", lambda a: argsort(a, kind="stable")):
        record(photos, into)


def record(photos, into):
    into = pathlib.Path(into)
    pictures = {name: np.asarray(Image.open("%s/%s.png" % (photos, name)).convert("RGB")) for name in PHOTOS}
    pictures["noise"] = np.random.RandomState(1).randint(0, 256, (60, 80, 3)).astype(np.uint8)
    pictures["blocks"] = blocks()
    Image.fromarray(pictures["noise"]).save(into / "noise.png")
    Image.fromarray(pictures["blocks"]).save(into / "blocks.png")
    masks = {}
    for name, picture in pictures.items():
        x = picture.astype(np.float32)
        Image.fromarray(np.concatenate(labels(x))).save(into / ("%s.labels.png" % name), optimize=True)
        found = [np.flatnonzero(m) for m in xrai._get_segments_felzenszwalb(x)]
        masks[name] = [[len(m), int(m.sum())] for m in found]
    (into / "masks.json").write_text(json.dumps(masks) + "\n")
    (into / "resized.json").write_text(json.dumps(resized()) + "\n")


def blocks():
    """Few colours in a regular pattern, of the size that needs no resizing: many edges cost the same."""
    y, x = np.mgrid[:224, :224]
    return np.stack([(x // 16 % 2) * 2, (y // 8 % 3) * 2, ((x + 2 * y) // 20 % 8) + (x * y % 7 % 2)], -1).astype(np.uint8)


def labels(x):
    small = xrai._normalize_image(x, [-1, 1], (224, 224))
    return [
        segmentation.felzenszwalb(small, scale=s, sigma=0.8, min_size=150).astype(np.uint16) for s in xrai._FELZENSZWALB_SCALE_VALUES
    ]


def resized():
    x = np.random.RandomState(2).uniform(-1, 1, (9, 31, 2)).astype(np.float32)
    return {
        "x": x.ravel().tolist(),
        "small": resize(x, (14, 12), order=3, mode="constant", preserve_range=True, anti_aliasing=True).ravel().tolist(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
