"""Writes arrays as NumPy stores them, one per type, byte order and order of dimensions, into arrays.npz, and their
values as little-endian float32 in C order into values.npz, under the same names; and files for the command, with the
input x of GOLDEN.

record.py DIR GOLDEN
"""

import sys

import numpy as np

VALUES = np.array([[[0, 1, 2], [3, 127, 100]], [[-1, -128, 50], [7, 8, -9]]])


def main(directory):
    arrays = {}
    for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]:
        values = np.abs(VALUES) if code[0] == "u" else VALUES
        if code[0] == "f":
            values = VALUES / 3 * 2**-9  # not exact as float32; some are subnormal as float16
        for order in "<>":
            for memory in "CF":
                dtype = np.dtype(code).newbyteorder(order)
                arrays[f"{code.replace('?', 'b1')}{'le' if order == '<' else 'be'}{memory}"] = np.array(values, dtype, order=memory)
    arrays["limits_f2"] = np.array([65504, 2**-24, 2**-14, -0.0, np.inf, -np.inf, np.nan], np.float16)
    arrays["limits_i8"] = np.array([2**24 + 2, -(2**63), 2**62], np.int64)
    arrays["rounded_i8"] = np.array([2**24 + 1, 2**63 - 1], np.int64)
    arrays["rounded_u8"] = np.array([2**64 - 1], np.uint64)
    arrays["rounded_f8"] = np.array([0.1], np.float64)
    arrays["vector_F"] = np.asfortranarray(np.arange(4, dtype=np.float32))
    arrays["scalar"] = np.float32(3)
    arrays["matrix_F"] = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    arrays["empty_F"] = np.zeros((2, 0, 3), np.float32, order="F")
    np.savez(f"{directory}/arrays.npz", **arrays)
    np.savez_compressed(f"{directory}/values.npz", **{k: np.array(v, "<f4", order="C") for k, v in arrays.items()})
    x = np.load(sys.argv[2])["x"].reshape(6, 6, 3)
    np.save(f"{directory}/x_f8beF.npy", np.array(x, ">f8", order="F"))
    np.save(f"{directory}/pixels.npy", np.arange(108, dtype=np.uint8).reshape(6, 6, 3))
    np.save(f"{directory}/rounded.npy", np.int64(2**24 + 1))
    np.savez_compressed(f"{directory}/one.npz", x=x)
    np.savez(f"{directory}/two.npz", x=x, other=np.zeros(2))
    np.save(f"{directory}/structured.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    np.save(f"{directory}/objects.npy", np.array([None]))


main(sys.argv[1])
