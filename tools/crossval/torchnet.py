"""The network of a file that steps.py wrote, in PyTorch. Images are NCHW there."""

import json

import numpy as np
import torch
from torch.nn import functional

RULED = (torch.nn.Conv2d, torch.nn.Linear, torch.nn.ReLU)


class Network(torch.nn.Module):
    """pool makes a max-pool of a step."""

    def __init__(self, path, pool=None):
        super().__init__()
        make = {**MAKE, "MaxPool": pool} if pool else MAKE
        arrays = np.load(path)
        steps = json.loads(str(arrays["steps"]))
        self.input, self.names = str(arrays["input"]), [s["name"] for s in steps]
        self.reads = {s["name"]: s["reads"] for s in steps}
        self.layers = torch.nn.ModuleList(make[s["kind"]](s, lambda of, s=s: _array(arrays, s["name"], of)) for s in steps)
        self.requires_grad_(False)

    def forward(self, x, start=None, end=None):
        """The value of step end, the scores by default, where start, the input by default, is x."""
        values = {start or self.input: x}
        for name, layer in zip(self.names, self.layers):
            if name not in values and all(r in values for r in self.reads[name]):
                values[name] = layer(*(values[r] for r in self.reads[name]))
            if name == end:
                break
        return values[end or self.names[-1]]

    def last_ruled(self):
        """The name and the module of the last layer or activation; what follows is linear, without weights."""
        return [(n, m) for n, m in zip(self.names, self.layers) if isinstance(m, RULED)][-1]


class Function(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *x):
        return self.function(*x)


class Windows(torch.nn.Module):
    """Lays the windows of a pool side by side, so that a pool whose windows do not overlap gives the same."""

    def __init__(self, size, strides):
        super().__init__()
        self.size, self.strides = size, strides

    def forward(self, x):
        cut = x.unfold(2, self.size[0], self.strides[0]).unfold(3, self.size[1], self.strides[1])
        n, c, rows, columns, height, width = cut.shape
        return cut.transpose(3, 4).reshape(n, c, rows * height, columns * width)


class Same(torch.nn.Conv2d):
    """Pads as TensorFlow's SAME: the output has 1/stride of the input's size, rounded up, and the odd row is the last."""

    def forward(self, x):
        missing = [max((-(-n // s) - 1) * s + k - n, 0) for n, s, k in zip(x.shape[2:], self.stride, self.kernel_size)]
        (top, left), (bottom, right) = [m // 2 for m in missing], [m - m // 2 for m in missing]
        return super().forward(functional.pad(x, (left, right, top, bottom)))


def _conv(step, array):
    w = array("weight").permute(3, 2, 0, 1)
    kind = Same if step["same"] else torch.nn.Conv2d
    layer = kind(w.shape[1], w.shape[0], tuple(w.shape[2:]), step["strides"], bias=False)
    return _weighted(layer, w, array("bias"))


def _linear(step, array):
    w = array("weight").T
    return _weighted(torch.nn.Linear(w.shape[1], w.shape[0], bias=False), w, array("bias"))


def _weighted(layer, weight, bias):
    layer.weight = torch.nn.Parameter(weight.contiguous())
    layer.bias = None if bias is None else torch.nn.Parameter(bias)
    return layer


def pool_of_windows(step, array):
    """A module that captum's DeepLift has a rule for."""
    return torch.nn.Sequential(Windows(step["size"], step["strides"]), torch.nn.MaxPool2d(step["size"]))


def _threshold(step, array):
    value, threshold = _nchw(array("value")), array("threshold")
    return Function(lambda z: torch.where(z >= threshold, z, value))


def _mask(step, array):
    value, passing = _nchw(array("value")), _nchw(array("pass"))
    return Function(lambda z: torch.where(passing, z, value))


def _array(arrays, name, of):
    key = name + "." + of
    return torch.from_numpy(arrays[key]) if key in arrays.files else None


def _nchw(a):
    return a.permute(0, 3, 1, 2).contiguous() if a.ndim == 4 else a


MAKE = {
    "Conv2D": _conv,
    "MatMul": _linear,
    "Threshold": _threshold,
    "Mask": _mask,
    "Relu": lambda s, a: torch.nn.ReLU(),
    "Identity": lambda s, a: torch.nn.Identity(),
    # A function, not torch.nn.MaxPool2d: captum's DeepLift has a rule for that, DeepExplain has none.
    "MaxPool": lambda s, a: Function(lambda x: functional.max_pool2d(x, s["size"], s["strides"])),
    "AvgPool": lambda s, a: torch.nn.AvgPool2d(s["size"], s["strides"]),
    "ConcatV2": lambda s, a: Function(lambda *parts: torch.cat(parts, 1)),
    "Squeeze": lambda s, a: torch.nn.Flatten(),
    # In the order of NHWC, which the weights behind it know.
    "Reshape": lambda s, a: Function(lambda x: x.permute(0, 2, 3, 1).flatten(1)),
    "Mean": lambda s, a: torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()),
}
