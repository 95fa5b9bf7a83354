"""Unpacks what a C program needs of a tensorflow wheel: unpack.py WHEEL DIR writes DIR/lib and DIR/include."""

import os
import shutil
import sys
import zipfile

LIBRARIES = ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2")
# What c_api.h and eager/c_api.h include, transitively.
HEADERS = tuple(
    "tensorflow/include/" + name
    for name in (
        "tensorflow/c/",
        "tensorflow/core/platform/ctstring.h",
        "tsl/platform/ctstring",
        "xla/tsl/c/tsl_status.h",
    )
)


def destination(name):
    base = name.rsplit("/", 1)[-1]
    if name.startswith("tensorflow/libtensorflow") and base in LIBRARIES:
        return "lib/" + base
    if name.startswith(HEADERS) and name.endswith(".h"):
        return name[len("tensorflow/"):]
    return None


def main(wheel, directory):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            to = destination(name)
            if to is None:
                continue
            path = os.path.join(directory, to)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as source, open(path, "wb") as target:
                shutil.copyfileobj(source, target, 1 << 22)


main(sys.argv[1], sys.argv[2])
