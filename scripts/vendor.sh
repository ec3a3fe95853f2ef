#!/bin/sh
# Behind `make vendor`: fill site-packages/ from requirements.txt, for PYTHON on this machine or for another one's PLATFORM.
# INTO names another folder than site-packages/.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup/common.sh
. scripts/setup/venv.sh
. scripts/setup/tools.sh

find_runner
prepare_tools
# Until the script has ended: two that fill one folder would take it from each other.
wait_for_others
exec "$runner" -m scripts.vendor --uv "$UV" --python "${target:-$runner}" ${PLATFORM:+--platform "$PLATFORM"} ${INTO:+--into "$INTO"}
