"""Serves VGG16 in PyTorch, with captum: torch_vgg.py CHECKPOINT INPUT.npy."""

import sys

import serve  # first: it sets TensorFlow's log level

import numpy as np
import torch
import vgg
from captum.attr import IntegratedGradients, Saliency


def layers(checkpoint):
    """Those of PyTorch's own VGG16, whose last are linear: as convolutions, they cost a gradient a third more."""
    for name, kernel, bias in vgg.weights(checkpoint):
        weight = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
        if name == "fc6":
            yield torch.nn.Flatten()
        n_out, n_in, size, _ = weight.shape
        layer = torch.nn.Conv2d(n_in, n_out, 3, padding=1) if name.startswith("conv") else torch.nn.Linear(n_in * size * size, n_out)
        layer.weight.data, layer.bias.data = weight.reshape(layer.weight.shape), torch.from_numpy(bias)
        yield layer
        if name != vgg.LAYERS[-1]:
            yield torch.nn.ReLU()
        if name in vgg.POOLED:
            yield torch.nn.MaxPool2d(2, 2)


net = torch.nn.Sequential(*layers(sys.argv[1])).eval().requires_grad_(False)
x = torch.from_numpy(np.load(sys.argv[2]).transpose(0, 3, 1, 2).copy())
saliency, integrated = Saliency(net), IntegratedGradients(net)

serve.serve({
    "gradient": lambda batch: saliency.attribute(x[:batch].clone().requires_grad_(), target=vgg.TARGET, abs=False),
    "ig": lambda steps, batch: integrated.attribute(x[:1].clone(), target=vgg.TARGET, n_steps=steps, internal_batch_size=batch),
})  # fmt: skip
