"""Draws the benchmark's ratios as bars, with their quartiles and goals: plot.py RESULTS.json OUT.png."""

import json
import os
import sys

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import pyplot
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

MET, MISSED, NONE = "#3b7a57", "#c0563b", "#8a8f98"
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


def colour(result, ratio):
    if not result.get("goal"):
        return NONE
    return MET if ratio >= result["goal"] else MISSED


def bars(axes, results, start):
    """A bar a result, from the top, with a line from quartile to quartile; a goal is a line across it, what is wanted a dotted one."""
    for y, result in enumerate(results):
        low, middle, high = np.quantile(result["ratios"], (0.25, 0.5, 0.75))
        axes.barh(y, middle - start, 0.62, start, color=colour(result, middle))
        axes.errorbar(middle, y, xerr=[[middle - low], [high - middle]], color="black", capsize=3, linewidth=1)
        for goal, style in (("goal", "solid"), ("want", "dotted")):
            if result.get(goal):
                axes.vlines(result[goal], y - 0.42, y + 0.42, color="black", linewidth=2, linestyle=style)
    axes.set_yticks(range(len(results)), [r["what"].replace(", against", "\nagainst") for r in results], fontsize=8)
    axes.set_ylim(len(results) - 0.4, -0.6)
    axes.spines[["top", "right"]].set_visible(False)


def draw_ratios(axes, results):
    axes.set_xscale("log")
    bars(axes, results, 1)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.axvline(1, color=NONE, linewidth=1)
    axes.set_title("theirs / tfreeze: right of 1, tfreeze is faster, or holds less memory", loc="left", fontsize=10)


def draw_shares(axes, results):
    bars(axes, results, 0)
    axes.set_xlim(0, 1)
    axes.set_title("share of the machine's SGEMM rate", loc="left", fontsize=10)


def main(path, out):
    with open(path) as f:
        results = json.load(f)
    rates = [r for r in results if r.get("quantity") == "rate"]
    parts = [(draw_ratios, [r for r in results if r not in rates]), (draw_shares, rates)]
    parts = [(draw, rows) for draw, rows in parts if rows]
    if not parts:
        raise SystemExit(f"{path} has no results")
    heights = [len(rows) + 1 for _, rows in parts]
    figure, axes = pyplot.subplots(len(parts), figsize=(10, 0.42 * sum(heights) + 1), squeeze=False, height_ratios=heights, layout="constrained")
    for (draw, rows), each in zip(parts, axes[:, 0]):
        draw(each, rows)
    figure.supxlabel("bars: medians of pairs; thin lines: quartiles; across: at least (solid), want (dotted); green: met, red: missed, grey: no goal", fontsize=8)
    figure.savefig(out + ".new", format="png", dpi=120)
    os.replace(out + ".new", out)


main(*sys.argv[1:])
