#!/bin/sh
# Behind `make lock`: write the lock files from the .in files, with uv out of a virtual environment that is thrown away.
# Pins stay as they are where they still fit; `make lock UPGRADE=1` takes the newest.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup/common.sh
. scripts/setup/venv.sh

find_python
# One word or none.
# shellcheck disable=SC2046
need_packages $(venv_package)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
"$PYTHON" -m venv "$folder"
"$folder/bin/python" -m pip install -qq --disable-pip-version-check uv
for name in requirements requirements-dev; do
    "$folder/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$name.in" --output-file "$name.txt"
done
say "requirements.txt and requirements-dev.txt are written; read the difference before you commit it."
