"""Takes the graphs of SqueezeNet's forms out of the reference data, without the weights: forms.py GOLDENS TESTDATA.

GOLDENS/squeezenet holds the network in eight forms, each with its own copy of the same weights. For each form other than
saved_model this writes to TESTDATA/squeezenet/FORM what is not weights; for those of TF2 also keys.txt, which says for
each key of the form's checkpoint which variable of saved_model has its value, to the byte.
"""

import os
import shutil
import sys

import tensorflow as tf

OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
TF2 = {"saved_model_keras3": "keras3", "saved_model_tf_keras": "keras2", "saved_model_tfmodule": "tf_module"}


def values(prefix):
    reader = tf.train.load_checkpoint(prefix)
    keys = sorted(reader.get_variable_to_shape_map())
    return {key: reader.get_tensor(key) for key in keys if key != OBJECT_GRAPH}


def write_keys(prefix, shared, path):
    names = {(value.shape, value.tobytes()): name for name, value in shared.items()}
    assert len(names) == len(shared)
    with open(path, "w") as f:
        for key, value in values(prefix).items():
            f.write(f"{key} {names[value.shape, value.tobytes()]}\n")


def strip_frozen(source, target, shared):
    """Empties the constants that hold weights."""
    graph = tf.compat.v1.GraphDef()
    with open(source, "rb") as f:
        graph.ParseFromString(f.read())
    for node in graph.node:
        if node.name in shared:
            tensor = node.attr["value"].tensor
            assert tensor.tensor_content == shared[node.name].tobytes()
            tensor.ClearField("tensor_content")
    with open(target, "wb") as f:
        f.write(graph.SerializeToString(deterministic=True))


def main(goldens, testdata):
    source, target = f"{goldens}/squeezenet", f"{testdata}/squeezenet"
    shared = values(f"{source}/saved_model_tf1/variables/variables")
    for form, name in TF2.items():
        os.makedirs(f"{target}/{name}", exist_ok=True)
        shutil.copyfile(f"{source}/{form}/saved_model.pb", f"{target}/{name}/saved_model.pb")
        write_keys(f"{source}/{form}/variables/variables", shared, f"{target}/{name}/keys.txt")
    os.makedirs(f"{target}/checkpoint", exist_ok=True)
    shutil.copyfile(f"{source}/ckpt_v2/squeezenet.ckpt.meta", f"{target}/checkpoint/squeezenet.ckpt.meta")
    os.makedirs(f"{target}/frozen", exist_ok=True)
    strip_frozen(f"{source}/frozen.pb", f"{target}/frozen/without_weights.pb", shared)


main(*sys.argv[1:])
