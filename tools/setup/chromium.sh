#!/usr/bin/env bash
# Installs Debian's Chromium for the tests that open pages, if there is none and apt-get may install it. Without it, these tests are skipped, or fail
# where CI is true.
set -euo pipefail
for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable chrome; do
  command -v "$name" >/dev/null && exit 0
done
may=
if [ "$(id -u)" != 0 ]; then
  may="sudo -n"
  $may true 2>/dev/null || may=no
fi
if [ "$may" = no ] || ! command -v apt-get >/dev/null; then
  echo "setup: no Chromium, and no right to install it: the tests that open pages are left out. As root: apt-get install chromium" >&2
  exit 0
fi
echo "setup: installing Chromium for the tests that open pages"
export DEBIAN_FRONTEND=noninteractive
$may apt-get update -qq || true
$may apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
  echo "setup: apt-get could not install chromium: the tests that open pages are left out, or fail where CI is true" >&2
