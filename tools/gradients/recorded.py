"""A case placed in the graph, and the vector-Jacobian product recorded of it."""
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from case import Case, Draw


@dataclass
class Recorded:
    """A case placed in the graph, with the arrays recorded of it so far: x, then dy, y and dx."""

    case: Case
    draw: Draw
    x: tf.Tensor
    y: tf.Tensor
    arrays: dict


def place(case):
    """Adds the case to the current graph. The numbers of x are drawn first, then the constants."""
    draw = Draw(case.name)
    fed = case.values(draw, *case.shape)
    with tf.name_scope(case.name + "/"):
        x = tf.compat.v1.placeholder(tf.float32, case.static_shape(), name="x")
        y = tf.identity(case.build(x, draw), name="y")
    if (x.op.name, y.op.name) != (f"{case.name}/x", f"{case.name}/y"):
        raise ValueError(f"{case.name}: ends named {x.op.name} and {y.op.name}")
    return Recorded(case, draw, x, y, {"x": fed})


def gradient(placed):
    """The tensor dy^T dy/dx, built in the graph."""
    dx = tf.gradients(placed.y, placed.x, grad_ys=placed.arrays["dy"])[0]
    if dx is None:
        raise ValueError(f"{placed.case.name}: TensorFlow gives no gradient")
    return tf.convert_to_tensor(dx)


def gradient_of_linear_map(session, placed):
    """dx_i = dy . (f(e_i) - f(0)): exact for an op that is linear in x, with sums in float64."""
    fed, dy = placed.arrays["x"], placed.arrays["dy"].astype(np.float64)
    origin = session.run(placed.y, {placed.x: np.zeros_like(fed)}).astype(np.float64)
    dx = np.zeros(fed.size)
    for i in range(fed.size):
        basis = np.zeros_like(fed)
        basis.flat[i] = 1
        dx[i] = np.sum(dy * (session.run(placed.y, {placed.x: basis}) - origin))
    return dx.reshape(fed.shape).astype(np.float32)


def record(session, placed):
    """Fills in the arrays. All cases share one run for y and one for dx: a run of its own for each costs minutes."""
    feeds = {one.x: one.arrays["x"] for one in placed}
    for one, y in zip(placed, session.run([one.y for one in placed], feeds)):
        one.arrays.update(dy=one.draw.normal(*y.shape), y=y)
    by_gradient = [one for one in placed if not one.case.by_basis]
    for one, dx in zip(by_gradient, session.run([gradient(one) for one in by_gradient], feeds)):
        one.arrays["dx"] = dx
    for one in placed:
        if one.case.by_basis:
            one.arrays["dx"] = gradient_of_linear_map(session, one)


def check(placed):
    arrays = placed.arrays
    for part, array in arrays.items():
        if array.dtype != np.float32 or not np.isfinite(array).all():
            raise ValueError(f"{placed.case.name}: {part} is not finite float32")
    if arrays["dx"].shape != arrays["x"].shape:
        raise ValueError(f"{placed.case.name}: dx has shape {arrays['dx'].shape}, x {arrays['x'].shape}")
