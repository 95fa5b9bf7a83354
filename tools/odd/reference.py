"""Attribution maps of a function written in eager TensorFlow: an independent second opinion on small models.

A model is a Python function f(x, act) -> [1, classes]. It calls act(fn, u) for a layer's activation fn, and
act(fn, u, gate=True) where fn is a gate, which is never frozen. Nothing is recognised: the function itself says what is
frozen. Freezing follows Hara, eq. (5); the rules follow PAIR-code/saliency (guided) and DeepExplain (eps-LRP, Rescale).
f may compute in any floating type between x and its scores, both of which are float32 here: thresholds are taken in float32.
"""

import numpy as np
import tensorflow as tf

METHODS = ("grad", "guided_backprop", "elrp", "integrated_gradients", "smoothgrad", "deeplift")
VARIANTS = ("plain", "threshold", "mask")
EPSILON, NEAR, PERCENTILE, STEPS = 1e-4, 1e-5, 80.0, 5


def plain(fn, u, gate=False):
    return fn(u)


class Reference:
    """The maps of f at one input x, [1, ...], for a target class."""

    def __init__(self, f, x, target=None, noise=()):
        self.f, self.x, self.noise = f, np.asarray(x, np.float32), np.asarray(noise, np.float32)
        self.values = []
        self.logits = single(f(tf.constant(self.x), self._recording)).numpy()
        self.target = int(np.argmax(self.logits[0])) if target is None else target
        self.thresholds = [threshold(v) for v in self.values]

    def map(self, method, variant):
        x = self.x.astype(np.float64)
        if method == "grad":
            return self._dx(self.x, variant)[0]
        if method == "guided_backprop":
            return self._dx(self.x, variant, guided)[0]
        if method == "elrp":
            return (self.x * self._dx(self.x, variant, epsilon))[0]
        if method == "deeplift":
            references = []
            self._run(np.zeros_like(self.x), variant, lambda i, fn, u, z: references.append((u, z)))
            return (self.x * self._dx(self.x, variant, rescale(references)))[0]
        if method == "integrated_gradients":
            path = [(x * k / STEPS).astype(np.float32) for k in range(1, STEPS + 1)]
            mean = np.mean([self._dx(p, variant) for p in path], axis=0, dtype=np.float64)
            return (x * mean)[0].astype(np.float32)
        if method == "smoothgrad":
            squares = [self._dx(self.x + n, variant).astype(np.float64) ** 2 for n in self.noise]
            return np.mean(squares, axis=0)[0].astype(np.float32)
        raise KeyError(method)

    def _recording(self, fn, u, gate=False):
        z = fn(u)
        if not gate:
            self.values.append(z.numpy())
        return z

    def _run(self, x, variant, rule=None):
        """f at x; rule(i, fn, u, z) makes what replaces the i-th activation or gate, None to leave it."""
        layers, calls = iter(range(len(self.values))), iter(range(1 << 20))

        def act(fn, u, gate=False):
            u = tf.convert_to_tensor(u)
            z = fn(u)
            if rule:
                ruled = rule(next(calls), fn, u, z)
                z = z if ruled is None or (gate and rule is guided) else ruled
            if gate:
                return z
            i = next(layers)
            if variant == "plain":
                return z
            reaches = single(z if variant == "threshold" else self.values[i]) >= self.thresholds[i]
            return tf.where(reaches, z, tf.constant(self.values[i]))

        return single(self.f(tf.convert_to_tensor(x), act))

    def _dx(self, x, variant, rule=None):
        x = tf.constant(x, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            score = self._run(x, variant, rule)[0, self.target]
        dx = tape.gradient(score, x)
        return np.zeros(x.shape, np.float32) if dx is None else tf.convert_to_tensor(dx).numpy()


def single(x):
    return tf.cast(x, tf.float32)


def threshold(v):
    v = v.astype(np.float32)
    positive = v[v > 0].astype(np.float64)
    return np.float32(np.percentile(positive, PERCENTILE)) if positive.size else np.float32(np.inf)


def overridden(u, z, pull):
    """z, whose gradient with respect to u is pull(dz)."""

    @tf.custom_gradient
    def op(u):
        return tf.identity(z), pull

    return op(u)


def guided(i, fn, u, z):
    return overridden(u, z, lambda dz: tf.where((z > 0) & (dz > 0), dz, tf.zeros_like(dz)))


def epsilon(i, fn, u, z):
    return overridden(u, z, lambda dz: dz * z / (u + tf.cast(tf.where(u >= 0, EPSILON, -EPSILON), u.dtype)))


def rescale(references):
    def rule(i, fn, u, z):
        ur, zr = references[i]
        far = tf.abs(u - ur) > NEAR
        middle = (u + ur) / 2
        with tf.GradientTape() as tape:
            tape.watch(middle)
            slope = tf.reduce_sum(fn(middle))
        slope = tape.gradient(slope, middle)
        ratio = (z - zr) / tf.where(far, u - ur, tf.ones_like(u))
        return overridden(u, z, lambda dz: dz * tf.where(far, ratio, slope))

    return rule
