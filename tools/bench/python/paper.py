"""The paper's experiment on one image."""

import gradients
import network


class Paper:
    """The six methods, plain and frozen. rules(checkpoint, threads, frozen) are eps-LRP, DeepLIFT and integrated gradients."""

    def __init__(self, checkpoint, threads, x, rules):
        self.x = x
        self.plain = gradients.Gradients(checkpoint, threads)
        frozen = network.freezing(self.plain.network.activations(x))
        self.variants = [(self.plain, rules(checkpoint, threads)), (gradients.Gradients(checkpoint, threads, frozen), rules(checkpoint, threads, frozen))]
        for each, _ in self.variants:
            each.guide()

    def run(self, steps, samples):
        frozen = network.freezing(self.plain.network.activations(self.x))
        for each in self.variants[1]:
            each.freeze(frozen)
        return [self.maps(*variant, steps, samples) for variant in self.variants]

    def maps(self, gradients, rules, steps, samples):
        x = self.x
        return {
            "grad": gradients.gradient_mask(x),
            "guided_backprop": gradients.guided_backprop(x),
            "smoothgrad": gradients.smoothgrad(x, samples),
            "elrp": rules.elrp(x),
            "integrated_gradients": rules.ig(x, steps),
            "deeplift": rules.deeplift(x),
        }
