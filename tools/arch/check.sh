#!/usr/bin/env bash
# Checks who imports whom. The table of packages in WORKSPACE.md says it: a package may import
# what its row lists, and what that may import, of rows further down. Checks, too, who
# uses cgo, and that what runs no network builds without it.
set -euo pipefail
cd "$(dirname "$0")/../.."

with_cgo="internal/tensorflow internal/kernels"
without_cgo="./graphrewrite/... ./methods/... ./savedmodels/..."

go list -f '{{.ImportPath}} {{join .Imports " "}}' ./... | awk -v with_cgo="$with_cgo" '
function fail(text) { print "arch: " text; failed = 1 }

# may reports whether package p may import package q.
function may(p, q,    n, i, word) {
  if (imports[p] ~ /all below/) return q in row && row[q] > row[p]
  n = split(imports[p], word, /[ ,`]+/)
  for (i = 1; i <= n; i++)
    if (word[i] in row && row[word[i]] > row[p] && (word[i] == q || may(word[i], q))) return 1
  return 0
}

# The table: the packages of a row are in backquotes.
FILENAME != "-" {
  if (/^## /) packages = /^## Packages/
  if (!packages || !/^\| `/) next
  split($0, cell, "|")
  n = split(cell[2], name, "`")
  for (i = 2; i <= n; i += 2) { row[name[i]] = NR; imports[name[i]] = cell[4] }
  next
}

# A package, and what it imports.
{
  sub("^tfreeze/", "", $1)
  if ($1 ~ /^tools\//) next
  if (!($1 in row)) { fail($1 " has no row in the table of WORKSPACE.md"); next }
  for (i = 2; i <= NF; i++) {
    if ($i == "C" && index(" " with_cgo " ", " " $1 " ") == 0) fail($1 " uses cgo")
    if ($i == "tfreeze" || sub("^tfreeze/", "", $i)) if (!may($1, $i)) fail($1 " must not import " $i)
  }
}

END { exit failed }' WORKSPACE.md - || status=1

# shellcheck disable=SC2086
CGO_ENABLED=0 go build $without_cgo || status=1
exit ${status:-0}
