"""The layers that the recorded networks are built of."""
import numpy as np
import tensorflow as tf

CLASSES = 5


class Net:
    """Layers whose constants are drawn as the graph is built: weights He-normal, so that signals keep their scale."""

    def __init__(self, draw):
        self._draw = draw

    def weights(self, *shape):
        fan_in = np.prod(shape[:-1])
        return self._draw.normal(*shape) * np.float32(np.sqrt(2 / fan_in))

    def conv(self, x, out, kernel=3, stride=1, padding="SAME"):
        rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        return tf.nn.conv2d(x, self.weights(rows, columns, x.shape[-1], out), stride, padding)

    def conv_relu(self, x, out, *args, **options):
        return tf.nn.relu(tf.nn.bias_add(self.conv(x, out, *args, **options), 0.3 * self._draw.normal(out)))

    def depthwise(self, x, stride=1):
        weights = self._draw.normal(3, 3, x.shape[-1], 1) * np.float32(0.5)
        return tf.nn.depthwise_conv2d(x, weights, [1, stride, stride, 1], "SAME")

    def norm(self, x):
        size = x.shape[-1]
        return tf.raw_ops.FusedBatchNormV3(x=x, scale=self._draw.positive(size), offset=0.3 * self._draw.normal(size), mean=0.3 * self._draw.normal(size),
                                           variance=self._draw.positive(size), epsilon=1e-3, is_training=False)[0]

    def dense(self, x, out):
        return tf.nn.bias_add(tf.matmul(x, self.weights(x.shape[-1], out)), 0.3 * self._draw.normal(out))

    def head(self, x):
        return self.dense(tf.reduce_mean(x, [1, 2]), CLASSES)
