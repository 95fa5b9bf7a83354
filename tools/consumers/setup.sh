#!/usr/bin/env bash
# Puts a Python with TensorFlow into the virtual environment DIR, unless it is there already. Only tests use it.
# Usage: setup.sh DIR
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
cmp -s "$here/requirements.txt" "$dir/requirements.txt" && exit 0

echo "setup: fetching Python's TensorFlow for the tests of consumers (about 1.5 GB on disk); PYTHON= make test does without"
rm -rf "$dir"
python3 -m venv "$dir"
"$dir/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" ||
  { echo "setup: pip could not install TensorFlow; PYTHON=FILE make test uses a Python that has it, PYTHON= make test none" >&2; exit 1; }
cp "$here/requirements.txt" "$dir/requirements.txt"
