# What the scripts of this folder share: how they speak, and packages through apt. Sourced, never run.

# Debian's own switch: while this file is there and says 101, a package's installation starts no service.
POLICY=/usr/sbin/policy-rc.d

say() {
    printf '%s\n' "$*"
}

# One sentence, and the end.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    have apt-get && as_root true 2>/dev/null
}

# The words a person types to get these packages.
apt_command() {
    if [ "$(id -u)" -eq 0 ]; then say "apt-get install $*"; else say "sudo apt-get install $*"; fi
}

# need_packages NAME...: install them, or end with one sentence that names them. No name means nothing to do.
# Nothing that is installed is removed for them, and no service is started.
need_packages() {
    [ $# -gt 0 ] || return 0
    may_install || fail "Some packages are missing, and may not be installed from here: $(apt_command "$@")"
    say "Installing with apt: $*"
    log=$(mktemp)
    forbid_services
    status=0
    { apt_install "$@" || { apt_update && apt_install "$@"; }; } >"$log" 2>&1 || status=$?
    allow_services
    [ "$status" -eq 0 ] || tail -n 20 "$log" >&2
    rm -f "$log"
    [ "$status" -eq 0 ] || fail "apt could not install what is missing: $(apt_command "$@")"
}

apt_update() {
    as_root apt-get -o DPkg::Lock::Timeout=300 update
}

# Through env, because sudo keeps little of the environment.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -o DPkg::Lock::Timeout=300 \
        install --yes --no-install-recommends --no-remove "$@"
}

# A machine that has a policy of its own keeps it.
forbid_services() {
    if [ -e "$POLICY" ]; then return 0; fi
    ours=yes
    trap allow_services EXIT
    trap 'exit 130' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

allow_services() {
    if [ -z "${ours:-}" ]; then return 0; fi
    as_root rm -f "$POLICY"
    ours=
    trap - EXIT HUP INT TERM
}
