#!/usr/bin/env bash
# Puts the TensorFlow C library into DIR (include/, lib/), unless it is there already, and binds its symbols (tools/setup/bind), so that it
# loads in a third of the time.
# Usage: libtensorflow.sh DIR
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
pin=$(sed -n 's/^tensorflow-cpu==\([^ ]*\).*/\1/p' "$here/requirements.txt")
bind() {
  local to
  to=$(cd "$1" && pwd)
  (cd "$here" && go run ./bind "$to"/lib/*.so.2)
  echo "$pin, bound" >"$to/VERSION"
}
case "$(cat "$dir/VERSION" 2>/dev/null)" in
"$pin, bound") exit 0 ;;
"$pin") bind "$dir"; exit 0 ;;
esac

echo "setup: fetching the TensorFlow $pin C library (one 274 MB wheel; about 860 MB on disk)"
mkdir -p "$(dirname "$dir")"
tmp=$(mktemp -d "$dir.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
# Only the libraries in the wheel are used, so any Python will do; the flags say which wheel.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
  --only-binary :all: --platform manylinux_2_27_x86_64 --python-version 3.11 --implementation cp --abi cp311 \
  --dest "$tmp/wheel" --requirement "$here/requirements.txt" ||
  { echo "setup: pip could not download tensorflow-cpu $pin; or set TENSORFLOW_DIR to a libtensorflow you have" >&2; exit 1; }
python3 "$here/unpack.py" "$tmp"/wheel/*.whl "$tmp/tensorflow"
bind "$tmp/tensorflow"
rm -rf "$dir"
mv "$tmp/tensorflow" "$dir"
