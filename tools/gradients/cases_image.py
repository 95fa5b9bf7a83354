"""Other ops on images: pools with places, patches, crops, resizing with kernels, colours, quantisation."""
import itertools

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from case import Case, Draw, exactly
from cases_conv import hw


def pools():
    for kernel, stride, padding in itertools.product((2, 3), (1, 2), ("SAME", "VALID")):
        for include in (False, True):
            def build(x, draw, kernel=kernel, stride=stride, padding=padding, include=include):
                return raw.MaxPoolWithArgmax(input=x, ksize=hw(kernel, kernel), strides=hw(stride, stride), padding=padding,
                                             include_batch_in_index=include).output

            yield Case(f"MaxPoolWithArgmax.{padding}.k{kernel}.s{stride}.{'batch' if include else 'image'}", (2, 7, 6, 2), build)
    for overlapping in (False, True):
        options = dict(pooling_ratio=[1.0, 1.4, 1.7, 1.0], overlapping=overlapping, deterministic=True, seed=3, seed2=5)
        label = "overlapping" if overlapping else "apart"
        yield Case(f"FractionalMaxPool.{label}", (2, 7, 9, 2), lambda x, draw, options=options: raw.FractionalMaxPool(value=x, **options).output)
        yield Case(f"FractionalAvgPool.{label}", (2, 7, 9, 2), lambda x, draw, options=options: raw.FractionalAvgPool(value=x, **options).output,
                   unknown=())


def patches():
    for (rows, columns), stride, rate, padding in itertools.product(((2, 2), (3, 2)), (1, 2), (1, 2), ("SAME", "VALID")):
        def build(x, draw, size=(rows, columns), stride=stride, rate=rate, padding=padding):
            return raw.ExtractImagePatches(images=x, ksizes=hw(*size), strides=hw(stride, stride), rates=hw(rate, rate), padding=padding)

        yield Case(f"ExtractImagePatches.{padding}.k{rows}x{columns}.s{stride}.r{rate}", (2, 6, 5, 3), build)
    yield Case("ExtractImagePatches.vit.hw", (2, 4, 4, 3), lambda x, draw: raw.ExtractImagePatches(
        images=x, ksizes=hw(2, 2), strides=hw(2, 2), rates=hw(1, 1), padding="VALID"), unknown=(0, 1, 2))
    for stride, rate, padding in itertools.product((1, 2), (1, 2), ("SAME", "VALID")):
        def dilate(x, draw, stride=stride, rate=rate, padding=padding):
            return raw.Dilation2D(input=x, filter=draw.normal(3, 2, 2), strides=hw(stride, stride), rates=hw(rate, rate), padding=padding)

        yield Case(f"Dilation2D.{padding}.s{stride}.r{rate}", (2, 6, 5, 2), dilate)
    yield Case("Dilation2D.filter", (3, 2, 2), lambda x, draw: raw.Dilation2D(
        input=draw.normal(2, 6, 5, 2), filter=x, strides=hw(1, 1), rates=hw(1, 1), padding="SAME"), unknown=())


def kernels():
    sizes = {"up": (7, 9), "down": (2, 3), "mixed": (3, 8)}
    for method, antialias, (label, size) in itertools.product(("lanczos3", "lanczos5", "gaussian", "mitchellcubic", "triangle", "keyscubic", "box"),
                                                              (False, True), sizes.items()):
        def build(x, draw, method=method, antialias=antialias, size=size):
            scale = [size[0] / 4, size[1] / 5]
            return raw.ScaleAndTranslate(images=x, size=list(size), scale=scale, translation=[0.0, 0.0], kernel_type=method, antialias=antialias)

        yield Case(f"ScaleAndTranslate.{method}.{'antialias' if antialias else 'plain'}.{label}", (2, 4, 5, 2), build)
    yield Case("ScaleAndTranslate.moved", (2, 4, 5, 2), lambda x, draw: raw.ScaleAndTranslate(
        images=x, size=[5, 5], scale=[1.2, 0.9], translation=[0.3, -0.4], kernel_type="triangle", antialias=True))
    yield Case("ScaleAndTranslate.resize.hw", (2, 4, 5, 2), lambda x, draw: tf.image.resize(x, tf.shape(x)[1:3] * 2, "lanczos3", antialias=True),
               unknown=(0, 1, 2))


BOXES = np.float32([[0.1, 0.2, 0.9, 0.8], [0.0, 0.0, 1.0, 1.0], [0.7, 0.9, 0.2, 0.1], [-0.3, 0.2, 1.3, 0.7]])


def crops():
    for method in "bilinear", "nearest":
        yield Case(f"CropAndResize.{method}", (2, 6, 5, 2), lambda x, draw, method=method: raw.CropAndResize(
            image=x, boxes=BOXES, box_ind=[0, 1, 1, 0], crop_size=[3, 4], method=method, extrapolation_value=0.5))
    yield Case("CropAndResize.boxes", (4, 4), lambda x, draw: raw.CropAndResize(
        image=draw.normal(2, 6, 5, 2), boxes=BOXES + 0.05 * x, box_ind=[0, 1, 1, 0], crop_size=[3, 4]))
    moves = {"shift": [1, 0, 1, 0, 1, -2, 0, 0], "flip": [-1, 0, 4, 0, 1, 0, 0, 0], "turn": [0.8, -0.6, 1.5, 0.6, 0.8, -1.5, 0, 0],
             "perspective": [1.1, 0.1, -0.4, 0.0, 0.9, 0.3, 0.01, 0.02]}
    for (label, move), mode in itertools.product(moves.items(), ("BILINEAR", "NEAREST")):
        yield Case(f"ImageProjectiveTransformV2.{label}.{mode}", (2, 5, 5, 2), lambda x, draw, move=move, mode=mode: raw.ImageProjectiveTransformV2(
            images=x, transforms=[move], output_shape=[5, 5], interpolation=mode))
    for fill in "CONSTANT", "REFLECT", "WRAP", "NEAREST":
        yield Case(f"ImageProjectiveTransformV3.{fill}", (2, 5, 4, 2), lambda x, draw, fill=fill: raw.ImageProjectiveTransformV3(
            images=x, transforms=[moves["shift"]], output_shape=[6, 4], fill_value=0.5, interpolation="BILINEAR", fill_mode=fill))


def colours():
    yield Case("RGBToHSV", (2, 4, 5, 3), lambda x, draw: raw.RGBToHSV(images=x), values=Draw.positive)
    yield Case("RGBToHSV.hw", (2, 2, 2, 3), lambda x, draw: raw.RGBToHSV(images=x), values=Draw.positive, unknown=(0, 1, 2))


def quantised():
    for bits, narrow in (8, False), (4, True):
        options = dict(num_bits=bits, narrow_range=narrow)
        label = f"b{bits}"
        yield Case(f"FakeQuantWithMinMaxArgs.{label}", (2, 3, 4), lambda x, draw, options=options: raw.FakeQuantWithMinMaxArgs(
            inputs=x, min=-1.0, max=1.2, **options))
        yield Case(f"FakeQuantWithMinMaxVars.{label}", (2, 3, 4), lambda x, draw, options=options: raw.FakeQuantWithMinMaxVars(
            inputs=x, min=-1.0, max=1.2, **options))
        yield Case(f"FakeQuantWithMinMaxVarsPerChannel.{label}", (2, 3, 4), lambda x, draw, options=options: raw.FakeQuantWithMinMaxVarsPerChannel(
            inputs=x, min=-draw.positive(4), max=draw.positive(4), **options))
    yield Case("FakeQuantWithMinMaxVars.range", (), lambda x, draw: raw.FakeQuantWithMinMaxVars(
        inputs=draw.wide(2, 3, 4), min=-x, max=2 * x), values=exactly(1.3), unknown=())
    yield Case("QuantizeAndDequantizeV2", (2, 3, 4), lambda x, draw: raw.QuantizeAndDequantizeV2(input=x, input_min=-1.0, input_max=1.0, range_given=True))
    yield Case("QuantizeAndDequantizeV3", (2, 3, 4), lambda x, draw: raw.QuantizeAndDequantizeV3(input=x, input_min=-1.0, input_max=1.0, num_bits=5))
    for given in (True, False):
        yield Case(f"QuantizeAndDequantizeV4.{given}", (2, 3, 4), lambda x, draw, given=given: raw.QuantizeAndDequantizeV4(
            input=x, input_min=-1.0, input_max=1.0, range_given=given))


def cases():
    for group in (pools, patches, kernels, crops, colours, quantised):
        yield from group()
