#!/bin/sh
# Behind `make bundle`: the site as one file to upload. PYTHON and PLATFORM are those of `make vendor`, FORMAT is tar.gz or zip.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup/common.sh
. scripts/setup/venv.sh

find_runner
if [ -n "$target${PLATFORM:-}" ] || ! "$runner" -m scripts.bundle --check; then PYTHON=$target sh scripts/vendor.sh; fi
exec "$runner" -m scripts.bundle --format "${FORMAT:-tar.gz}" ${target:+--python "$target"}
