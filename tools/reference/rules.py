"""What DeepExplain sends through an activation z = f(u), given what arrives, dz."""

import tensorflow as tf

EPSILON = 1e-4  # of eps-LRP


def epsilon(dz, z, u):
    return dz * z / (u + EPSILON * tf.where(u >= 0, tf.ones_like(u), -tf.ones_like(u)))


def rescale(dz, z, u, zr, ur, slope_at):
    """DeepLIFT's: dz (z - zr) / (u - ur), or dz f'((u + ur) / 2) where u is almost ur."""
    far = tf.abs(u - ur) > 1e-5
    ratio = (z - zr) / tf.where(far, u - ur, tf.ones_like(u))
    return dz * tf.where(far, ratio, slope_at((u + ur) / 2))
