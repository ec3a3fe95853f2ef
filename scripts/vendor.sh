#!/bin/sh
# Behind `make vendor`: fill site-packages/ from requirements.txt, for PYTHON on this machine or for another one's PLATFORM.
# INTO names another folder than site-packages/.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup/common.sh
. scripts/setup/venv.sh
. scripts/setup/tools.sh

target=$ASKED
# A version needs no such Python here: any that can run the script will do.
case $ASKED in [0-9]*) ASKED= ;; esac
find_python
target=${target:-$PYTHON}
runner=$PYTHON
prepare_tools
# Until the script has ended: two that fill one folder would take it from each other.
wait_for_others
exec "$runner" -m scripts.vendor --uv "$UV" --python "$target" ${PLATFORM:+--platform "$PLATFORM"} ${INTO:+--into "$INTO"}
