"""The input of a network: an array as it is, or an image by the recipe in the model's card.

Images are scaled by Pillow, not as tfreeze scales them: both sides get the same array."""

import json
import pathlib
import sys

import numpy as np
from PIL import Image


def read(path, shape, frozen):
    """[1, H, W, C], float32; shape is the network's, None where it is open."""
    if pathlib.Path(path).suffix == ".npy":
        x = np.load(path).astype(np.float32)
        return x if x.ndim == len(shape) + 1 else x[None]
    card = pathlib.Path(frozen) / "assets.extra" / "tfreeze.json"
    recipe = json.loads(card.read_text()).get("preprocess") if card.exists() else None
    if not recipe:
        sys.exit("%s: the model does not say how images are preprocessed: --preprocess NAME" % path)
    height, width = (s or recipe.get("size", 224) for s in shape[:2])
    return _apply(recipe, _square(Image.open(path).convert("RGB")).resize((width, height), Image.BILINEAR))


def box(x, frozen):
    """The least and the greatest values of x, [1, H, W, C], by the recipe, or else those of x itself."""
    recipe = json.loads((pathlib.Path(frozen) / "assets.extra" / "tfreeze.json").read_text()).get("preprocess")
    if not recipe:
        return np.full_like(x, x.min()), np.full_like(x, x.max())
    ends = [(np.float32(v) * np.float32(recipe["scale"]) - np.float32(recipe["mean"])) / np.float32(recipe["std"]) for v in (0, 255)]
    return tuple(np.broadcast_to(e, x.shape).astype(np.float32) for e in ends)


def _square(image):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def _apply(recipe, image):
    v = np.asarray(image, np.float32)
    if recipe.get("bgr"):
        v = v[..., ::-1]
    x = (v * np.float32(recipe["scale"]) - np.float32(recipe["mean"])) / np.float32(recipe["std"])
    return np.ascontiguousarray(x[None], np.float32)
