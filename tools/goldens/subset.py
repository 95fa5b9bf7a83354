"""Keeps of the reference heatmaps what the tests compare: subset.py GOLDENS TESTDATA.

GOLDENS is the directory of the reference data: gold/NETWORK/CASE.{input,plain,threshold,mask}.npz, as the original
Python code computed them. For each case it writes TESTDATA/goldens/NETWORK.CASE.npz with the arrays x (only where no
photo makes it), noise, target, VARIANT/METHOD, VARIANT/thresholds. Left out is what others determine:
grad_x_input = x grad, saliency_abs = |grad|, the mask variant of methods that are evaluated at x alone.
"""

import os
import sys

import numpy as np

METHODS = ("grad", "guided_backprop", "elrp", "intgrad10", "pair_ig25", "smoothgrad", "deeplift", "smooth_guided_backprop")
AT_X_ALONE = ("grad", "guided_backprop", "elrp")
CASES = (("tiny", "case0"), ("tiny", "case1"), ("squeezenet", "chelsea"), ("vgg_16_small", "chelsea"))


def subset(directory, network, case):
    given = np.load(f"{directory}/{case}.input.npz")
    kept = {"noise": given["noise"], "target": np.float32(given["target"])}
    if network == "tiny":
        kept["x"] = given["x"]
    for variant in ("plain", "threshold", "mask"):
        maps = np.load(f"{directory}/{case}.{variant}.npz")
        for name in METHODS:
            if name in maps.files and not (variant == "mask" and name in AT_X_ALONE):
                kept[f"{variant}/{name}"] = maps[name].astype(np.float32)
        if variant == "threshold":
            kept["threshold/thresholds"] = maps["t32"]
    kept["logits"] = np.load(f"{directory}/{case}.plain.npz")["logits"].astype(np.float32)
    return kept


def main(goldens, testdata):
    os.makedirs(f"{testdata}/goldens", exist_ok=True)
    for network, case in CASES:
        kept = subset(f"{goldens}/gold/{network}", network, case)
        np.savez_compressed(f"{testdata}/goldens/{network}.{case}.npz", **kept)


main(*sys.argv[1:])
