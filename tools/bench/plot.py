"""Draws the ratios as bars, with their quartiles and goals."""

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import pyplot
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

MET, MISSED, NONE = "#3b7a57", "#c0563b", "#8a8f98"
LEGEND = """theirs / tfreeze (right of 1, tfreeze is faster, or holds less memory); of the last rows, the share of the machine's SGEMM rate
bars: medians of pairs; thin lines: quartiles; across: at least (solid), want (dotted); green: met, red: missed, grey: no goal"""


def draw(results, path):
    figure, axes = pyplot.subplots(figsize=(10, 0.42 * len(results) + 1.5), layout="constrained")
    axes.set_xscale("log")
    for y, r in enumerate(results):
        bar(axes, y, r)
    axes.set_yticks(range(len(results)), [r["what"].replace(", against", "\nagainst") for r in results], fontsize=8)
    axes.set_ylim(len(results) - 0.4, -0.6)
    axes.xaxis.set(major_locator=FixedLocator((0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)), minor_locator=NullLocator(), major_formatter=ScalarFormatter())
    axes.axvline(1, color=NONE, linewidth=1)
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(LEGEND, fontsize=8)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def bar(axes, y, r):
    low, middle, high = np.quantile(r["ratios"], (0.25, 0.5, 0.75))
    axes.barh(y, middle - 1, 0.62, 1, color=NONE if not r["goal"] else MET if middle >= r["goal"] else MISSED)
    axes.errorbar(middle, y, xerr=[[middle - low], [high - middle]], color="black", capsize=3, linewidth=1)
    for goal, style in (("goal", "solid"), ("want", "dotted")):
        if r[goal]:
            axes.vlines(r[goal], y - 0.42, y + 0.42, color="black", linewidth=2, linestyle=style)
