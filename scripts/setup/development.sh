#!/bin/sh
# Before linters and type checks: .venv with what requirements-dev.txt pins.
# With the argument `tests` also MariaDB, memcached, web servers, Chromium, a Chinese font and the checks of pages (Node.js
# and Java); none of them is started here. With `audit` Chromium, the font and all of package.json.
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup/common.sh
. scripts/setup/venv.sh
. scripts/setup/packages.sh
. scripts/setup/node.sh

is_ready() {
    is_healthy && is_installed requirements-dev.txt
}

missing_packages() {
    if ! is_ready; then
        venv_package
        compiler_packages
    fi
    if [ "${1:-}" = tests ]; then
        server_packages
        host_packages
    fi
    if [ -n "${1:-}" ]; then
        browser_packages
        node_packages
    fi
}

# Ubuntu has Chromium as a snap only, which can't read the folders of tests; Playwright offers a build for it.
fetch_chromium() {
    say "Installing the Chromium that Playwright offers."
    "$VENV/bin/python" -m playwright install chromium || fail "Chromium is missing: install one and name it in CHROMIUM."
    as_root "$VENV/bin/python" -m playwright install-deps chromium
}

is_ready || find_python
# Words of ours, to be split: all that is missing goes into one sentence.
# shellcheck disable=SC2046
need_packages $(missing_packages "$@")
is_ready || prepare_venv requirements-dev.txt
if [ -n "${1:-}" ] && ! has_chromium; then fetch_chromium; fi
case "${1:-}" in
    tests) prepare_modules ;;
    audit) prepare_modules all ;;
esac
