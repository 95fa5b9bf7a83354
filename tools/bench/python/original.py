"""DeepExplain's own code, from a clone of marcoancona/DeepExplain that stays as it is."""

import tensorflow as tf

import network

tf1 = tf.compat.v1


class Original:
    """eps-LRP, DeepLIFT and integrated gradients of one network; everything is constructed here, which is not timed.

    get_explainer constructs, and an explainer's run explains. DeepLIFT's explainer runs the network at the baseline as well when it is constructed,
    and keeps what it found as constants of the graph: of a frozen network, it explains the image that the network was frozen at.
    """

    def __init__(self, DeepExplain, checkpoint, threads, frozen=None):
        self.session = network.session(threads)
        with DeepExplain(session=self.session) as explainer:
            self.network = network.Network(checkpoint, self.session, frozen)
            score = self.network.logits[:, network.TARGET : network.TARGET + 1]
            self.by_elrp, self.by_rescale, self.by_path = (
                explainer.get_explainer(method, score, self.network.input) for method in ("elrp", "deeplift", "intgrad")
            )

    def freeze(self, frozen):
        self.network.load(frozen)

    def elrp(self, x):
        return self.by_elrp.run(x)

    def deeplift(self, x):
        """The run at the baseline, which explain does for each image, is timed; what it finds is what the graph holds already."""
        with self.session.graph.as_default():
            self.by_rescale._init_references()
        return self.by_rescale.run(x)

    def ig(self, x, steps):
        self.by_path.steps = steps
        return self.by_path.run(x)
