#!/usr/bin/env bash
# Prepares a benchmark in DIR: Python with pinned packages, models with random weights, inputs.
# Usage: prepare.sh DIR
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir"
if [ ! -f "$dir/venv/complete" ]; then
  echo "bench: installing TensorFlow and PyTorch for Python (about 8 GB on disk, once)"
  python3 -m venv "$dir/venv"
  "$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/python/requirements.txt"
  touch "$dir/venv/complete"
fi
[ -f "$dir/vgg_16.ckpt" ] || go run ./tools/randomvgg "$dir/vgg_16.ckpt"
[ -f "$dir/input_227.npy" ] || "$dir/venv/bin/python" "$here/python/models.py" testdata/photos/chelsea.png "$dir"
[ -d "$dir/squeezenet_frozen" ] || bin/tfreeze gen testdata/squeezenet/saved_model --out "$dir/squeezenet_frozen"
