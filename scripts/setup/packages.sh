# Which of the machine's packages developers' tools and tests lack. Sourced, never run; venv.sh comes before it.

# Debian keeps servers where only root looks.
PATH="$PATH:/usr/sbin:/usr/local/sbin"

# mysqlclient, which the tests hold beside PyMySQL, comes as C source.
compiler_packages() {
    if ! have "${CC:-gcc}"; then say gcc libc6-dev; fi
    if ! have pkg-config; then say pkg-config; fi
    if ! pkg-config --exists libmariadb 2>/dev/null && ! pkg-config --exists mysqlclient 2>/dev/null; then
        say libmariadb-dev
    fi
    # A Python that isn't Debian's brings its headers itself, or no package has them.
    "$PYTHON" -c '
import os, sys, sysconfig
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")) and sys.base_prefix == "/usr":
    print("python%d.%d-dev" % sys.version_info[:2])
'
}

server_packages() {
    # Only the programs: the package mariadb-server would set up a server of the system's.
    if ! have mariadbd || ! have mariadb-install-db; then say mariadb-server-core mariadb-client-core; fi
    if ! have memcached; then say memcached; fi
}

# What stands before the site on other people's hosts. nginx and haproxy have no package of the program alone.
host_packages() {
    if ! have apache2; then say apache2-bin; fi
    if ! has_apache_module wsgi; then say libapache2-mod-wsgi-py3; fi
    if ! has_apache_module passenger; then say libapache2-mod-passenger; fi
    if ! have nginx; then say nginx; fi
    if ! have haproxy; then say haproxy; fi
    # Makes the certificates of encrypted tests.
    if ! have openssl; then say openssl; fi
}

has_apache_module() {
    [ -e "/usr/lib/apache2/modules/mod_$1.so" ]
}

browser_packages() {
    if ! has_chromium && in_apt chromium; then say chromium; fi
    if ! have fc-list; then say fontconfig; fi
    # This one and no other: tests draw with its faces for each language of Han.
    if ! have fc-list || [ -z "$(fc-list 'Noto Sans CJK SC' family)" ]; then say fonts-noto-cjk; fi
    # Formulas as readers of Windows and macOS see them, whose systems bring a face for mathematics.
    if ! have fc-list || [ -z "$(fc-list 'Latin Modern Math' family)" ]; then say fonts-lmodern; fi
}

# npm brings axe, vnu and Lighthouse; vnu runs on Java.
node_packages() {
    if ! have node; then say nodejs; fi
    if ! have npm; then say npm; fi
    if ! have java; then say default-jre-headless; fi
}

# tests/support/browser.py looks in the same places.
has_chromium() {
    [ -n "${CHROMIUM:-}" ] || have chromium || have google-chrome-stable || have google-chrome || has_playwrights
}

has_playwrights() {
    is_healthy && "$VENV/bin/python" -m tests.support.browser >/dev/null 2>&1
}

# Where nothing may be installed the name is said all the same.
in_apt() {
    if ! may_install || offers "$1"; then return 0; fi
    apt_update >/dev/null 2>&1 && offers "$1"
}

offers() {
    [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]
}
