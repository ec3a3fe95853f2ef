# Finds a Python, makes .venv with it and fills that from a lock file. Sourced, never run; common.sh comes before it.

VENV=.venv
# The Python that was asked for, if any; find_python puts the one it found into PYTHON.
ASKED=${PYTHON:-}

# prepare_venv FILE: .venv holds what FILE pins when this returns; a second call finds nothing to do.
prepare_venv() {
    # Nothing is written for nothing: a site that was set up may be read-only since.
    if is_installed "$1" && is_healthy; then return 0; fi
    wait_for_others
    is_healthy || make_venv
    is_installed "$1" || install_locked "$1"
    exec 9>&-
}

# Two makes at once would pull the packages from under each other.
wait_for_others() {
    # Tried in a shell of its own: where exec can't redirect, it ends the one that it is in.
    (: >>.venv.lock) 2>/dev/null || fail "Nothing can be installed here: let $(whose) own $(pwd), or take a copy of it elsewhere."
    exec 9>>.venv.lock
    have flock || return 0
    flock --nonblock 9 && return 0
    say "Another make is installing; waiting for it."
    flock 9
}

whose() {
    id -un 2>/dev/null || id -u
}

# Healthy: it runs, its last installation came to an end, and it is of the Python asked for, if one was.
is_healthy() {
    [ -x "$VENV/bin/python" ] && [ ! -e "$VENV/installing" ] || return 1
    "$VENV/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return 1
    [ -z "$ASKED" ] || [ "$(identity "$ASKED")" = "$(identity "$VENV/bin/python")" ]
}

identity() {
    "$1" -c 'import sys; print(sys.base_prefix, sys.version_info[:2])' 2>/dev/null
}

make_venv() {
    find_python
    # One word or none.
    # shellcheck disable=SC2046
    need_packages $(venv_package)
    [ -z "$(venv_package)" ] || fail "$PYTHON has no venv: name a Python that has one, as in \`make run PYTHON=/usr/bin/python3\`."
    say "Making .venv with Python $(version_of "$PYTHON")."
    rm -rf "$VENV" 2>/dev/null || fail "$(pwd)/$VENV is to be made anew and can't be removed: let $(whose) own it."
    "$PYTHON" -m venv "$VENV" || fail "Python could not make $(pwd)/$VENV."
}

# find_runner: $target is what PYTHON names, if anything, and $runner a Python of this machine to run a script with.
find_runner() {
    target=$ASKED
    # A version needs no such Python here: any that can run the script will do.
    case $ASKED in [0-9]*) ASKED= ;; esac
    find_python
    runner=$PYTHON
}

find_python() {
    if [ -n "$ASKED" ]; then
        have "$ASKED" || fail "PYTHON=$ASKED is no program."
        is_new_enough "$ASKED" || fail "Bottlepost needs Python 3.11 or newer, and $ASKED is $(version_of "$ASKED")."
        return 0
    fi
    have python3 || need_packages python3 python3-venv
    for PYTHON in python3 python3.13 python3.12 python3.11; do
        if is_new_enough "$PYTHON"; then return 0; fi
    done
    fail "Bottlepost needs Python 3.11 or newer, and python3 is $(version_of python3): name another, as in \`make run PYTHON=/path/to/python3.12\`."
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

version_of() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || say "no Python"
}

# Debian keeps venv's other half, ensurepip, in a package of its own.
venv_package() {
    "$PYTHON" -c '
import sys
try:
    import ensurepip, venv
except ImportError:
    print("python%d.%d-venv" % sys.version_info[:2])
'
}

# The copies in .venv say what is in it; what the tests need includes what the site runs on.
is_installed() {
    cmp -s requirements.txt "$VENV/requirements.txt" && cmp -s "$1" "$VENV/$1"
}

install_locked() {
    say "Installing what $1 pins; this happens once."
    # If we are killed now the file stays, and .venv is made anew; a failure leaves packages as they were.
    (: >"$VENV/installing") 2>/dev/null || fail "$(pwd)/$VENV can't be written: let $(whose) own it."
    rm -f "$VENV/requirements.txt" "$VENV/requirements-dev.txt"
    status=0
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1" 9>&- || status=$?
    rm -f "$VENV/installing"
    [ "$status" -eq 0 ] || fail "pip could not install what $1 pins; the lines above say why."
    cat requirements.txt >"$VENV/requirements.txt"
    cat "$1" >"$VENV/$1"
}
