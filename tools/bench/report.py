"""What was measured, as tables in Markdown."""

import numpy as np

import rows

# VGG16's forward pass at 224 x 224 has 15470264320 products, and its gradient with respect to the input as many again: a multiplication and an
# addition each. What is no product is left out.
FLOP = {"ours": 2 * 2 * 15470264320, "theirs": 2 * rows.PRODUCT**3}

RATIOS = "| what | theirs | tfreeze | ratio (quartiles) | of processor time | at least | want |\n" + "| --- " * 7 + "|\n"
RATES = "| what | SGEMM, GFLOP/s | gradient, GFLOP/s | share (quartiles) | at least | want |\n" + "| --- " * 6 + "|\n"

def result(row, note, theirs, ours):
    """A measured row; a ratio a pair, since a machine that others use too slows both runs of a pair alike."""
    r = {**row._asdict(), "note": note, "theirs": theirs, "ours": ours}
    quotients = values(r, "theirs") / values(r, "ours")
    return {**r, "ratios": list(1 / quotients if row.quantity == "rate" else quotients)}


def values(r, side):
    return FLOP[side] / each(r[side], "seconds") if r["quantity"] == "rate" else each(r[side], r["quantity"])


def each(samples, key):
    return np.array([s[key] for s in samples])


def tables(results):
    rates = [r for r in results if r["quantity"] == "rate"]
    parts = (RATIOS, [r for r in results if r not in rates]), (RATES, rates)
    return "\n".join(head + "".join(line(r) + "\n" for r in part) for head, part in parts if part)


def line(r):
    """Medians, the median of the pairs' ratios with its quartiles, that of their processor times, and the goals."""
    low, middle, high = np.quantile(r["ratios"], (0.25, 0.5, 0.75))
    theirs, ours = (show(r["quantity"], np.median(values(r, side))) for side in ("theirs", "ours"))
    cpu = f"{np.median(each(r['theirs'], 'cpu') / each(r['ours'], 'cpu')):.2f}"
    theirs += {"rate": f" ({r['note']})"}.get(r["quantity"], "")
    cells = [r["what"], theirs, ours, f"{middle:.2f} ({low:.2f} to {high:.2f})", *{"rate": [], "peak": ["-"]}.get(r["quantity"], [cpu])]
    digits = 2 if r["quantity"] == "rate" else 1
    return "| " + " | ".join(cells + [f"{r[k]:.{digits}f}" if r[k] else "-" for k in ("goal", "want")]) + " |"


def show(quantity, value):
    return {"seconds": f"{value:.3g} s", "peak": f"{value / 1e9:.2f} GB", "rate": f"{value / 1e9:.0f}"}[quantity]
