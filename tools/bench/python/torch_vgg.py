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


def network(checkpoint):
    layers = []
    for i, (kernel, bias) in enumerate(vgg.weights(checkpoint)):
        h, w, n_in, n_out = kernel.shape
        conv = torch.nn.Conv2d(n_in, n_out, (h, w), padding=h // 2 if h == 3 else 0)
        conv.weight.data, conv.bias.data = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()), torch.from_numpy(bias)
        layers.append(conv)
        if i < 15:
            layers.append(torch.nn.ReLU())
        if i in POOL_AFTER:
            layers.append(torch.nn.MaxPool2d(2, 2))
    net = torch.nn.Sequential(*layers, torch.nn.Flatten()).eval()
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
