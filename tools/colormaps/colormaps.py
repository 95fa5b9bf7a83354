"""Writes report/colormaps: 256 colours a file, a line each, as hexadecimal RGB.

    python tools/colormaps/colormaps.py

viridis and inferno are matplotlib's (CC0). blue_red is computed here: two arms in CIELAB, from
a white to a blue and to a red of equal lightness, in steps of equal difference (Delta E 1976).
Needs matplotlib and numpy.
"""

import pathlib

import matplotlib
import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "report" / "colormaps"
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
TO_RGB = np.array([[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]])

LIGHT, DARK = 97.0, 36.0  # the lightness at 0 and at both ends
CHROMA = 60.0  # the chroma at both ends
BLUE, RED = 289.0, 32.0  # hues in degrees


def srgb(lab):
    """The sRGB of CIELAB colours, 0 to 1; outside of it if no screen can show them."""
    y = (lab[:, 0] + 16) / 116
    f = np.stack([y + lab[:, 1] / 500, y, y - lab[:, 2] / 200], 1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * WHITE
    linear = xyz @ TO_RGB.T
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.abs(linear) ** (1 / 2.4) - 0.055)


def arm(hue, n):
    """n colours from the white to the end, in equal steps."""
    t = np.linspace(0, 1, 20001)
    chroma = CHROMA * np.sin(np.pi / 2 * t)
    lab = np.stack([LIGHT + (DARK - LIGHT) * t, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))], 1)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    even = np.interp(np.linspace(0, length[-1], n), length, t)
    return np.stack([np.interp(even, t, lab[:, k]) for k in range(3)], 1)


def blue_red():
    """Index 127 and 128 lie on either side of 0."""
    colours = srgb(np.concatenate([arm(BLUE, 128)[::-1], arm(RED, 128)]))
    assert colours.min() > -0.005 and colours.max() < 1.005, (colours.min(), colours.max())
    return np.clip(colours, 0, 1)


def write(name, colours):
    lines = ["%02x%02x%02x" % tuple(c) for c in np.rint(np.asarray(colours) * 255).astype(int)]
    assert len(lines) == 256
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")


for name in ["viridis", "inferno"]:
    write(name, matplotlib.colormaps[name].colors)
write("blue_red", blue_red())
