"""Small whole networks on [2,17,17,3] images, each with the traits of one family."""
import tensorflow as tf

from case import Case
from net import CLASSES, Net

IMAGE = (2, 17, 17, 3)


def residual(x, draw):
    net = Net(draw)
    x = tf.nn.relu(net.norm(net.conv(tf.pad(x, [[0, 0], [3, 3], [3, 3], [0, 0]]), 6, 7, 2, "VALID")))
    x = tf.nn.max_pool2d(x, 3, 2, "SAME")
    x = tf.nn.relu(x + net.norm(net.conv(tf.nn.relu(net.norm(net.conv(x, 6))), 6)))
    shortcut = net.norm(net.conv(x, 8, 1, 2))
    x = tf.nn.relu(shortcut + net.norm(net.conv(tf.nn.relu(net.norm(net.conv(x, 4, 1, 2))), 8)))
    return net.head(x)


def inception(x, draw):
    net = Net(draw)
    x = net.conv_relu(x, 6, 3, 2, "VALID")
    factored = net.conv_relu(net.conv_relu(net.conv_relu(x, 4, 1), 4, (1, 7)), 4, (7, 1))
    pooled = net.conv_relu(tf.nn.avg_pool2d(x, 3, 1, "SAME"), 2, 1)
    x = tf.concat([net.conv_relu(x, 3, 1), factored, net.conv_relu(net.conv_relu(x, 3, 1), 4, 5), pooled], 3)
    x = tf.concat([net.conv_relu(x, 4, 3, 2, "VALID"), tf.nn.max_pool2d(x, 3, 2, "VALID")], -1)
    return net.head(x)


def mobilenet(x, draw):
    net = Net(draw)
    x = tf.nn.relu6(net.norm(net.conv(x, 4, 3, 2)))
    for stride, out in (1, 4), (2, 6), (1, 6):
        wide = tf.nn.relu6(net.norm(net.conv(x, 12, 1)))
        narrow = net.norm(net.conv(tf.nn.relu6(net.norm(net.depthwise(wide, stride))), out, 1))
        x = x + narrow if stride == 1 else narrow
    return net.head(x)


def densenet(x, draw):
    net = Net(draw)
    x = net.conv(x, 4, 3, 2)
    for _ in range(4):
        x = tf.concat([x, net.conv(tf.nn.relu(net.norm(net.conv(tf.nn.relu(net.norm(x)), 6, 1))), 3)], -1)
    x = tf.nn.avg_pool2d(net.conv(tf.nn.relu(net.norm(x)), 8, 1), 2, 2, "VALID")
    return net.head(tf.nn.relu(net.norm(x)))


def alexnet(x, draw):
    net = Net(draw)
    x = tf.nn.lrn(net.conv_relu(x, 8, 5, 2, "VALID"), 2, 1.0, 0.1, 0.75)
    x = tf.nn.lrn(net.conv_relu(tf.nn.max_pool2d(x, 3, 1, "VALID"), 8), 2, 2.0, 0.05, 0.75)
    x = tf.nn.max_pool2d(x, 2, 2, "VALID")
    x = net.conv_relu(x, 10, (2, 2), 1, "VALID")  # the whole input, as in fc6
    return tf.squeeze(net.conv(x, CLASSES, 1), [1, 2])


def global_pool(x, draw):
    net = Net(draw)
    x = net.conv_relu(net.conv_relu(x, 6, 3, 2), 8, 3, 2)
    return tf.nn.softmax(net.head(x))


def flattened(x, draw):
    net = Net(draw)
    x = tf.nn.max_pool2d(net.conv_relu(net.conv_relu(x, 4), 4), 2, 2, "VALID")
    x = tf.nn.max_pool2d(net.conv_relu(x, 6), 2, 2, "VALID")
    x = tf.reshape(x, tf.stack([tf.shape(x)[0], 4 * 4 * 6]))
    return net.dense(tf.nn.relu(net.dense(x, 12)), CLASSES)


def squeeze_excite(x, draw):
    net = Net(draw)
    x = tf.nn.silu(net.norm(net.conv(x, 6, 3, 2)))
    for stride in (1, 2):
        inner = tf.nn.silu(net.norm(net.depthwise(x, stride)))
        pooled = tf.reshape(tf.reduce_mean(inner, [1, 2]), [-1, 1, 1, 6])
        inner *= tf.sigmoid(net.conv(tf.nn.silu(net.conv(pooled, 2, 1)), 6, 1))
        inner = net.norm(net.conv(inner, 6, 1))
        x = x + inner if stride == 1 else inner
    return net.head(x)


def upsampled(x, draw):
    net = Net(draw)
    low = net.conv_relu(net.conv_relu(x, 4, 3, 2), 6, 3, 2)
    high = tf.compat.v1.image.resize_bilinear(low, tf.shape(x)[1:3], align_corners=True)
    high = tf.concat([tf.nn.elu(high), tf.nn.leaky_relu(net.conv(x, 2, 1), 0.1)], -1)
    return tf.reduce_max(net.conv(high, CLASSES), [1, 2])


def cases():
    for build in (residual, inception, mobilenet, densenet, alexnet, global_pool, flattened, squeeze_excite, upsampled):
        yield Case(build.__name__, IMAGE, build)
    for build in (residual, inception, upsampled):
        yield Case(build.__name__ + ".hw", IMAGE, build, unknown=(0, 1, 2))
