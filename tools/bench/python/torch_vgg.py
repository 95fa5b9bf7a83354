"""Serves VGG16 in PyTorch, with captum: torch_vgg.py CHECKPOINT INPUT.npy [THREADS]."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import torch
from captum.attr import IntegratedGradients, Saliency

import serve
import vgg

POOL_AFTER = (1, 3, 6, 9, 12)
FIRST_CONNECTED = 13


def layer(kernel, bias):
    """A convolution, or, as PyTorch's own VGG16 has them, a fully connected layer: as convolutions, they cost a gradient a third more."""
    h, w, n_in, n_out = kernel.shape
    weight = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
    if h == 3:
        made = torch.nn.Conv2d(n_in, n_out, (h, w), padding=1)
    else:
        made, weight = torch.nn.Linear(h * w * n_in, n_out), weight.reshape(n_out, -1)
    made.weight.data, made.bias.data = weight, torch.from_numpy(bias)
    return made


def network(checkpoint):
    layers = []
    for i, (kernel, bias) in enumerate(vgg.weights(checkpoint)):
        if i == FIRST_CONNECTED:
            layers.append(torch.nn.Flatten())
        layers.append(layer(kernel, bias))
        if i < 15:
            layers.append(torch.nn.ReLU())
        if i in POOL_AFTER:
            layers.append(torch.nn.MaxPool2d(2, 2))
    net = torch.nn.Sequential(*layers).eval()
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return net


def main(checkpoint, inputs, threads="0"):
    if int(threads):
        torch.set_num_threads(int(threads))
    net = network(checkpoint)
    x = torch.from_numpy(np.load(inputs).transpose(0, 3, 1, 2).copy())
    saliency, integrated = Saliency(net), IntegratedGradients(net)

    def gradient(batch):
        saliency.attribute(x[:batch].clone().requires_grad_(), target=243, abs=False)

    def ig(steps, batch):
        integrated.attribute(x[:1].clone(), target=243, n_steps=steps, internal_batch_size=batch or None)

    serve.serve({"gradient": gradient, "ig": ig})


main(*sys.argv[1:])
