"""The photos that nets see, in any size."""

import pathlib

import numpy as np
from PIL import Image

PHOTOS = pathlib.Path(__file__).parents[2] / "testdata" / "photos"


def batch(size):
    """Four square pictures of two photos, whole and their middle, [4,size,size,3] in 0..255."""
    pictures = []
    for name in ("chelsea.png", "coffee.png"):
        photo = Image.open(PHOTOS / name).convert("RGB")
        for side in (min(photo.size), min(photo.size) // 2):
            left, top = (photo.width - side) // 2, (photo.height - side) // 2
            square = photo.crop((left, top, left + side, top + side))
            pictures.append(np.asarray(square.resize((size, size), Image.BILINEAR), np.float32))
    return np.stack(pictures)
