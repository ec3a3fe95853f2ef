"""Every server by its recipe, beside a bare Bottle page: requests per second, latencies, memory and start.

Run: python bench/servers.py [seconds]. It needs wrk and what `make test` installs; the site is on a private MariaDB and
memcached, and all ends with the script.
"""

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from measuring import CONNECTIONS, ROOT, WORKERS, Load, fill, load, measure_bare, need_wrk, pss

sys.path.insert(0, str(ROOT))

from tests.support.apache import ModWSGI, Passenger
from tests.support.hosts import unit_site
from tests.support.mariadb import MariaDBServer
from tests.support.servers import MemcachedServer, Server

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
PAGES = {"post": "/blog/posts/post-1", "healthz": "/healthz"}
NAMES = ("granian", "gunicorn", "gunicorn-sync", "waitress", "uwsgi", "mod_wsgi", "passenger")


def make(name: str, environ: Mapping[str, str]) -> Server:
    """Return a server by its recipe, with as many processes as that has; granian gets two."""
    if name == "mod_wsgi":
        return ModWSGI(**environ)
    if name == "passenger":
        return Passenger(**environ)
    return unit_site(name, {"WORKERS": str(WORKERS), **environ})


def figures(found: Load, base: float) -> str:
    """Return a cell's worth of figures."""
    return f"{found.rate:7.0f} ({found.rate / base:.3f}) {found.p50:>8} {found.p99:>8}"


def measure(server: Server, name: str, base: float) -> None:
    """Print a line for each page, alone and with many at once."""
    began = time.perf_counter()
    with server:
        started = time.perf_counter() - began
        asked = [(path, connections) for path in PAGES.values() for connections in (1, CONNECTIONS)]
        cells = [figures(load(server.url + path, SECONDS, connections), base) for path, connections in asked]
        memory = [round(size / 1024) for size in pss(server.process.pid)]
        print(f"{name:14}", *cells, f"{started:5.1f} s", f"{sum(memory)} MB in {len(memory)}", sep=" | ", flush=True)


def main(folder: Path) -> None:
    """Fill one database and let every server show it."""
    base = measure_bare(folder, SECONDS).rate
    with MariaDBServer() as mariadb, MemcachedServer() as memcached:
        environ = {
            "DATABASE_URL": mariadb.create("bench"),
            "MEMCACHED_SERVERS": memcached.address,
            "SECRET_KEY": "bench-bench-bench-0123456789abcdefghijklm",
        }
        fill({**os.environ, **environ})
        names = [f"{page} c={count}: req/s (x bare) p50 p99" for page in PAGES for count in (1, CONNECTIONS)]
        print("server        ", *names, "start", "PSS", sep=" | ")
        for name in NAMES:
            measure(make(name, environ), name, base)


if __name__ == "__main__":
    need_wrk()
    with tempfile.TemporaryDirectory() as place:
        main(Path(place))
