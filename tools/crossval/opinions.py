"""Second opinions: captum, zennit and PathwayGrad, on the same weights in PyTorch.

    opinions.py [--pathway DIR] NETWORK.npz... computes them of files that steps.py wrote, with x, target,
    points, epsilon, low and high, and writes NETWORK.maps.npz: by method, and as "METHOD again" those where rounding alone differs

integrated gradients  captum's method riemann_right has DeepExplain's points, k/n, k = 1..n; gausslegendre is its default.
expected_gradients    captum's GradientShap, whose places on the way are those that tfreeze draws.
deeplift              captum's DeepLift is the Rescale rule. Its rule for max-pools, which DeepExplain
                      leaves alone, is kept out (torchnet.py); it takes f' below a difference of 1e-10, DeepExplain below 1e-5.
deeplift_maxpool      the same, with that rule. Where windows overlap it keeps the last of what they
                      send to an element, not the sum: they are laid side by side before the pool.
elrp                  zennit's Epsilon stabilises each layer, DeepExplain each activation. The layer
                      that no activation follows is the difference: relevance starts there, from
                      z + eps sign z times the gradient in place of z times it.
epsilon_...           zennit's composites, by their names. Relevance starts from the score.
neuron_mct            PathwayGrad's Pruner, from a clone: an original, and no second opinion.
"""

import sys
import types
from unittest import mock

import numpy as np
import torch
from captum.attr import DeepLift, GradientShap, IntegratedGradients
from zennit.attribution import Gradient
from zennit.composites import COMPOSITES, LayerMapComposite
from zennit.rules import Epsilon, Pass

import torchnet


LRP = ("epsilon_plus", "epsilon_plus_flat", "epsilon_alpha2_beta1", "epsilon_alpha2_beta1_flat", "epsilon_gamma_box")
PERCENTILE = 85.0  # of PathwayGrad's prune_neuron_mct
MOVES = 3
LAST_DIGITS = 2.0**-21  # the share of itself that a number of x is moved by: two to four units in the last place


def compute(file):
    given = np.load(file)
    nets = torchnet.Network(file).eval(), torchnet.Network(file, torchnet.pool_of_windows).eval()
    found, again = _maps(*nets, given, given["x"]), []
    for seed in range(MOVES):
        by = LAST_DIGITS * np.random.RandomState(seed).choice([-1, 1], given["x"].shape)
        again.append(_maps(*nets, given, (given["x"] * (1 + by)).astype(np.float32)))
    with torch.backends.mkldnn.flags(enabled=False):
        again.append(_maps(*nets, given, given["x"]))
    found.update({k + " again": np.stack([a[k] for a in again]) for k in found})
    found.update(_once(nets[0], given, given["x"]))
    return found


def _maps(net, pools, given, x):
    x = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous()
    target, points, epsilon = int(given["target"]), int(given["points"]), float(given["epsilon"])
    path = IntegratedGradients(net).attribute(x, 0, target=target, n_steps=points, method="riemann_right", internal_batch_size=1)
    quadrature = IntegratedGradients(net).attribute(x, 0, target=target, n_steps=points, method="gausslegendre", internal_batch_size=1)
    found = {
        "integrated_gradients": path,
        "integrated_gradients gauss_legendre": quadrature,
        "deeplift": _rescale(net, target, x),
        "deeplift_maxpool": _rescale(pools, target, x),
        "elrp": _epsilon(net, target, x, epsilon),
    }
    return _channels_last(found)


def _once(net, given, x):
    """Those that no rounding moves by much."""
    x, target = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(), int(given["target"])
    found = {name: _composite(net, name, target, x, given) for name in LRP}
    found["expected_gradients"] = _expected(net, target, x, given["places"])
    if pruner:
        found["neuron_mct"] = _pathway(net, target, x)
    return _channels_last(found)


def _expected(net, target, x, places):
    """captum draws the places on the way itself."""
    with mock.patch.object(np.random, "uniform", lambda low, high, n: places.astype(np.float64)):
        return GradientShap(net).attribute(x, torch.zeros_like(x), target=target, n_samples=len(places), stdevs=0.0)


def _channels_last(found):
    return {k: v.detach().permute(0, 2, 3, 1).numpy() for k, v in found.items()}


def _composite(net, name, target, x, given):
    options = {}
    if name == "epsilon_gamma_box":
        options = {key: torch.from_numpy(given[key]).permute(0, 3, 1, 2) for key in ("low", "high")}
    seed = torch.zeros_like(net(x))
    seed[:, target] = net(x)[:, target]
    with Gradient(net, COMPOSITES[name](**options)) as attributor:
        _, relevance = attributor(x, seed)
    return relevance


def load_pruner(clone):
    """PathwayGrad's class. What it imports besides, for other methods, is not needed."""
    cdrp = types.ModuleType("cdrp")
    cdrp.main, cdrp.main2 = types.ModuleType("cdrp.main"), types.ModuleType("cdrp.main2")
    sys.modules.update({"cdrp": cdrp, "cdrp.main": cdrp.main, "cdrp.main2": cdrp.main2})
    sys.path.insert(0, clone)
    from src.Pruner import Pruner

    return Pruner


def _pathway(net, target, x):
    p = pruner(net, x.clone(), "cpu")
    assert p.label == target
    with torch.enable_grad():
        p.input.requires_grad_(True)
        p.prune_neuron_mct(PERCENTILE)
        dx = p.generate_saliency(make_single_channel=False)
    p.remove_handles()
    return torch.from_numpy(dx)


def _rescale(net, target, x):
    return DeepLift(net).attribute(x.clone().requires_grad_(), torch.zeros_like(x), target=target)


def _epsilon(net, target, x, epsilon):
    name, last = net.last_ruled()
    z = net(x, end=name).detach().requires_grad_()
    (dz,) = torch.autograd.grad(net(z, start=name)[0, target], z)
    if not isinstance(last, torch.nn.ReLU):
        z = z + epsilon * torch.where(z >= 0, 1.0, -1.0)
    rules = [(torch.nn.ReLU, Pass()), ((torch.nn.Conv2d, torch.nn.Linear), Epsilon(epsilon))]
    with Gradient(_To(net, name), LayerMapComposite(rules)) as attributor:
        _, relevance = attributor(x, (z * dz).detach())
    return relevance


class _To(torch.nn.Module):
    """A network as far as one of its steps."""

    def __init__(self, net, end):
        super().__init__()
        self.net, self.end = net, end

    def forward(self, x):
        return self.net(x, end=self.end)


pruner = None  # PathwayGrad's class, if there is a clone

if __name__ == "__main__":
    files = sys.argv[1:]
    if files[0] == "--pathway":
        pruner, files = load_pruner(files[1]), files[2:]
    for file in files:
        np.savez(file[: -len(".npz")] + ".maps.npz", **compute(file))
