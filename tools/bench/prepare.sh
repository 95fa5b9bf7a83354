#!/usr/bin/env bash
# Prepares a benchmark in DIR, from the root of the repo: Python with pinned packages, models with random weights, inputs.
set -euo pipefail
dir=$1
mkdir -p "$dir"
if [ ! -f "$dir/venv/complete" ]; then
  echo "bench: installing TensorFlow and PyTorch for Python (about 8 GB on disk, once)"
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement tools/bench/python/requirements.txt
  touch "$dir/venv/complete"
fi
[ -f "$dir/vgg_16.ckpt" ] || go run ./tools/randomvgg "$dir/vgg_16.ckpt"
[ -f "$dir/input_227.npy" ] || "$dir/venv/bin/python" tools/bench/python/models.py testdata/photos/chelsea.png "$dir"
[ -d "$dir/squeezenet_frozen" ] || bin/tfreeze gen testdata/squeezenet/saved_model --out "$dir/squeezenet_frozen"
