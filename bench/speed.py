"""Requests per second of rendered pages beside a bare Bottle page, start-up time and memory, in one sitting.

Run: python bench/speed.py [seconds]. It needs wrk; servers run on loopback and end with the script.
"""

import os
import sys
import tempfile
import urllib.request
from pathlib import Path

from measuring import ROOT, THREADS, WORKERS, fill, free_port, load, measure_bare, need_wrk, pss, server

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
PAGES = {"healthz": "/healthz", "post": "/blog/posts/post-1", "home": "/blog/", "feed": "/blog/feed.atom"}


def measure_site(folder: Path, base: float) -> None:
    """Fill a site with posts and measure its pages, its start and its memory."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.db",
        "SECRET_KEY": "bench-bench-bench-0123456789abcdefghijklm",
        "SITE_URL": url,
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "WORKERS": str(WORKERS),
        "THREADS": str(THREADS),
    }
    fill(environ)
    with server([sys.executable, "manage.py", "serve"], f"{url}/healthz", environ) as (pid, seconds):
        print(f"start to first answer   {seconds:8.2f} s")
        for label, path in PAGES.items():
            size = len(urllib.request.urlopen(url + path).read())
            found = load(url + path, SECONDS)
            share = f"{found.rate / base:.3f} x bare"
            print(f"{label:10} {size / 1000:6.1f} kB    {found.rate:8.0f} req/s  p99 {found.p99}  {share}")
        print("PSS kB (main, workers…) ", pss(pid))


if __name__ == "__main__":
    need_wrk()
    with tempfile.TemporaryDirectory() as place:
        measure_site(Path(place), measure_bare(Path(place), SECONDS).rate)
