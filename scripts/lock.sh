#!/bin/sh
# Behind `make lock`: write the lock files from the .in files, that of the tools too, with the uv that is pinned there now.
# Pins stay as they are where they still fit; `make lock UPGRADE=1` takes the newest.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup/common.sh
. scripts/setup/venv.sh
. scripts/setup/tools.sh

find_python
prepare_tools
# The tools come last: until then the copy in .tools says what it was made from.
for name in requirements requirements-dev requirements-tools; do
    "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$name.in" --output-file "$name.txt"
done
say "requirements.txt, requirements-dev.txt and requirements-tools.txt are written; read the difference before you commit it."
