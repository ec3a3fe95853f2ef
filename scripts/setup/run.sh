#!/bin/sh
# Behind `make run`: set up what the site runs on, bring the database up to date, serve.
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup/common.sh
. scripts/setup/venv.sh

prepare_venv requirements.txt
exec "$VENV/bin/python" manage.py serve --upgrade
