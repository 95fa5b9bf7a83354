"""Writes small pictures of the kinds that users bring, and what Pillow and TensorFlow make of them.

record.py DIR writes turned_N.EXT, one picture stored with the EXIF orientation N; other pictures, each named for what
is odd about it; and pictures.npz. That has upright, what all turned_N.png are when they are turned; rgb/FILE, the
pixels of the others as RGB; gray/FILE, those of some in gray (convert("L")); squash/SIZE and pad/SIZE of gradient.png, not rounded; and boxes, rows of height,
width, the input's height and width, and x0, y0, x1, y1 of where tf.image.resize_with_pad puts the picture.
"""

import sys

import numpy as np
import tensorflow as tf
from PIL import Image, ImageOps

ORIENTATION = 0x0112
# How an upright picture is stored, by its EXIF orientation.
STORED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}


def gradient(height, width):
    """A picture without any symmetry."""
    y, x = np.mgrid[:height, :width]
    return np.stack([(x * 11 + y * 3) % 256, (y * 17) % 256, (x * y * 5 + 40) % 256], -1).astype(np.uint8)


def exif(orientation):
    data = Image.Exif()
    data[ORIENTATION] = orientation
    return data


def turned(directory, upright):
    for n, how in STORED.items():
        stored = upright if how is None else upright.transpose(how)
        stored.save(f"{directory}/turned_{n}.png", exif=exif(n))
        assert np.array_equal(ImageOps.exif_transpose(Image.open(f"{directory}/turned_{n}.png")), upright), n
    stored = upright.transpose(STORED[6])
    stored.save(f"{directory}/turned_6.jpg", exif=exif(6), quality=95)
    stored.save(f"{directory}/turned_6.webp", exif=exif(6), lossless=True)


def kinds(directory):
    """Pictures that are not plain RGB, and the RGB of each."""
    pixels = gradient(6, 9)
    alpha = (np.arange(54).reshape(6, 9) * 7 % 256).astype(np.uint8)
    clear = Image.fromarray(np.dstack([pixels, alpha]))
    gray = Image.fromarray(pixels[..., 0])
    gray16 = Image.fromarray(np.arange(54, dtype=np.uint16).reshape(6, 9) * 1201)
    palette = Image.fromarray(pixels).quantize(16, dither=Image.Dither.NONE)
    written = {}

    def save(name, image, **options):
        image.save(f"{directory}/{name}", **options)
        written[name] = f"{directory}/{name}"

    save("alpha.png", clear)
    save("alpha.webp", clear, lossless=True, exact=True)
    save("alpha_lossy.webp", clear, quality=90, exact=True)
    save("gray.png", gray)
    save("gray_alpha.png", Image.merge("LA", [gray, Image.fromarray(alpha)]))
    save("gray16.png", gray16)
    save("palette.png", palette)
    save("palette_clear.png", palette, transparency=3)
    Image.fromarray(pixels).convert("CMYK").save(f"{directory}/cmyk.jpg", quality=95)
    save("gray.jpg", gray, quality=95)
    frames = [Image.fromarray(np.roll(pixels, k, 1)) for k in range(3)]
    frames[0].save(f"{directory}/animated.webp", save_all=True, append_images=frames[1:], lossless=True)
    frames[0].save(f"{directory}/animated.png", save_all=True, append_images=frames[1:])
    frames[0].save(f"{directory}/animated.gif", save_all=True, append_images=frames[1:])
    colours = {}
    for name, path in written.items():
        if name.endswith(".png"):
            raw = tf.io.read_file(path)
            colours[f"rgb/{name}"] = tf.io.decode_png(raw, channels=3).numpy()
            if name != "gray16.png":
                assert np.array_equal(colours[f"rgb/{name}"], Image.open(path).convert("RGB")), name
        elif name.endswith(".webp"):
            colours[f"rgb/{name}"] = np.asarray(Image.open(path).convert("RGB"))
    for name, path in written.items():
        if name in ("alpha.png", "alpha.webp", "gray.png", "gray_alpha.png", "palette.png", "palette_clear.png"):
            colours[f"gray/{name}"] = np.asarray(Image.open(path).convert("L"))
    for name in ["animated.png", "animated.gif"]:
        colours[f"rgb/{name}"] = np.asarray(Image.open(f"{directory}/{name}").convert("RGB"))
    return colours


def resized(directory):
    pixels = gradient(30, 47)
    Image.fromarray(pixels).save(f"{directory}/gradient.png")
    arrays = {}
    for height, width in [(10, 10), (21, 8), (9, 40), (64, 50)]:
        image = tf.cast(pixels, tf.float32)
        arrays[f"squash/{height}x{width}"] = tf.image.resize(image, (height, width)).numpy()
        arrays[f"pad/{height}x{width}"] = tf.image.resize_with_pad(image, height, width).numpy()
    return arrays


def boxes():
    """Where pictures of random sizes are put."""
    random, rows = np.random.default_rng(0), []
    while len(rows) < 200:
        h, w, height, width = (int(n) for n in random.integers(1, 90, 4))
        try:
            padded = tf.image.resize_with_pad(tf.ones([1, h, w, 1]), height, width).numpy()[0, ..., 0] > 0
        except tf.errors.InvalidArgumentError:  # nothing is left of a narrow picture
            continue
        y, x = np.nonzero(padded)
        rows.append([h, w, height, width, x.min(), y.min(), x.max() + 1, y.max() + 1])
    return np.array(rows, np.int32)


def main(directory):
    upright = Image.fromarray(gradient(12, 20))
    turned(directory, upright)
    arrays = {"upright": np.asarray(upright), **kinds(directory), **resized(directory), "boxes": boxes()}
    np.savez_compressed(f"{directory}/pictures.npz", **arrays)


main(sys.argv[1])
