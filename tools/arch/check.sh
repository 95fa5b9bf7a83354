#!/usr/bin/env bash
# Checks who imports whom (WORKSPACE.md: arrows go down only), and that graphrewrite and methods build without cgo.
set -euo pipefail
status=0

# allowed PACKAGE IMPORT... says which packages of this module a package may import.
allowed() {
  local package=$1 import
  shift
  for import in $(go list -f '{{join .Imports "\n"}}' "tfreeze/$package" | sed -n 's,^tfreeze/,,p'); do
    case " $* " in
      *" $import "*) ;;
      *) echo "arch: $package must not import $import"; status=1 ;;
    esac
  done
}

allowed internal/nearest
allowed internal/files
allowed internal/formats
allowed internal/npy
allowed internal/tensorflow
allowed internal/tolerances testdata
allowed internal/integration
allowed graphrewrite
allowed savedmodels/checkpoint graphrewrite internal/files internal/formats
allowed savedmodels/slim savedmodels/checkpoint graphrewrite internal/nearest
allowed savedmodels savedmodels/checkpoint savedmodels/slim graphrewrite internal/files internal/formats internal/nearest
allowed methods/autodiff graphrewrite
allowed methods/fastconv methods/autodiff graphrewrite
allowed methods/serving methods/autodiff graphrewrite
allowed methods methods/serving methods/autodiff graphrewrite internal/nearest
allowed gen methods methods/serving methods/fastconv methods/autodiff savedmodels internal/files internal/tensorflow internal/nearest graphrewrite
allowed gen/bindings methods methods/serving savedmodels internal/files graphrewrite
allowed explain methods methods/serving methods/fastconv methods/autodiff savedmodels internal/tensorflow internal/nearest graphrewrite
allowed inputs savedmodels internal/formats internal/nearest internal/npy graphrewrite
allowed verify explain gen inputs methods methods/serving methods/autodiff savedmodels internal/tensorflow internal/tolerances graphrewrite
allowed report internal/nearest
allowed results explain inputs methods savedmodels report internal/files internal/npy graphrewrite
allowed pipeline explain inputs results
allowed cmd/tfreeze gen gen/bindings pipeline results explain inputs verify report methods methods/serving savedmodels internal/files internal/formats internal/npy internal/tensorflow internal/nearest graphrewrite

for package in $(go list ./...); do
  case $package in
    tfreeze/internal/tensorflow) ;;
    *) [ -z "$(go list -f '{{join .CgoFiles " "}}' "$package")" ] || { echo "arch: $package uses cgo"; status=1; } ;;
  esac
done
CGO_ENABLED=0 go build ./graphrewrite ./methods/... ./savedmodels/... || status=1
exit $status
