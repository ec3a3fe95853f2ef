# Makes .tools, a virtual environment of what requirements-tools.txt pins, and keeps it. Sourced, never run; common.sh and
# venv.sh come before it, and find_python has found a Python.

TOOLS=.tools
UV=$TOOLS/bin/uv
# Trust whom this machine trusts, as pip does.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

# prepare_tools: $UV runs when this returns; a second call finds nothing to do.
prepare_tools() {
    wait_for_others
    has_tools || make_tools
    exec 9>&-
}

# The copy in .tools is written last: what was cut off is made anew.
has_tools() {
    cmp -s requirements-tools.txt "$TOOLS/requirements-tools.txt" && "$UV" --version >/dev/null 2>&1
}

make_tools() {
    # A Python that site-packages/ is filled for may have no venv of its own; that of .venv has.
    if "$VENV/bin/python" -c 'import ensurepip, venv' 2>/dev/null; then PYTHON=$VENV/bin/python; fi
    # One word or none.
    # shellcheck disable=SC2046
    need_packages $(venv_package)
    say "Installing what requirements-tools.txt pins; this happens once."
    rm -rf "$TOOLS"
    "$PYTHON" -m venv "$TOOLS" || fail "Python could not make $(pwd)/$TOOLS."
    "$TOOLS/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
        -r requirements-tools.txt 9>&- || fail "pip could not install what requirements-tools.txt pins; the lines above say why."
    cat requirements-tools.txt >"$TOOLS/requirements-tools.txt"
}
