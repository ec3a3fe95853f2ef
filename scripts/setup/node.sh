# Fills node_modules/ with what the checks of pages need, as package-lock.json pins it. Sourced, never run; venv.sh comes
# before it.

MODULES=node_modules
# What npm wrote last, so that an installation that was cut off is made anew.
INSTALLED=$MODULES/.installed.json

# prepare_modules: axe and vnu are there; prepare_modules all: Lighthouse too, which is ten times their size.
prepare_modules() {
    has_modules "${1:-}" && return 0
    wait_for_others
    has_modules "${1:-}" || install_modules "${1:-}"
    exec 9>&-
}

has_modules() {
    cmp -s package-lock.json "$INSTALLED" && { [ -z "$1" ] || [ -e "$MODULES/lighthouse" ]; }
}

install_modules() {
    if [ -n "$1" ]; then omitted=; else omitted=--omit=optional; fi
    say "Installing what package-lock.json pins; this happens once."
    npm ci --ignore-scripts --silent $omitted 9>&- || fail "npm could not install what package-lock.json pins."
    cat package-lock.json >"$INSTALLED"
}
