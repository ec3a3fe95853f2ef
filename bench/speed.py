"""Requests per second of rendered pages beside a bare Bottle page, start-up time and memory, in one sitting.

Run: python bench/speed.py [seconds]. It needs wrk; servers run on loopback and end with the script.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
POSTS = 1000
PAGES = {"healthz": "/healthz", "post": "/blog/posts/post-1", "home": "/blog/", "feed": "/blog/feed.atom"}
#: Seconds for a server's first answer.
PATIENCE = 30
WORKERS, THREADS, CONNECTIONS = 2, 1, 16
WORDS = ("paper ink water stone river light " * 20).split()
BARE = """
import bottle
app = bottle.Bottle()
PAGE = "x" * 20_000
@app.route("/")
def page():
    return PAGE
application = app
"""
FILL = """
import sys
from datetime import timedelta
from apps.auth.services.accounts import AccountService
from apps.blog.services.drafts import PostDraft
from apps.blog.services.publishing import PublishingService
from core import clock
from core.database.database import Database
from core.permissions import Role
from core.settings import Settings
from core.site_settings import SiteSettingsService

settings = Settings.load()
database = Database(settings, patient=True)
text = sys.stdin.read()
with database.transaction() as db:
    SiteSettingsService(db).update({"title": "Bench", "set_up": True})
    author = AccountService(db).create(display_name="Author", role=Role.ADMIN)
for start in range(0, int(sys.argv[1]), 100):
    with database.transaction() as db:
        author = AccountService(db).find_by_name_or_email("author")
        service = PublishingService(db)
        for number in range(start, start + 100):
            tags = ("a", f"tag-{number % 20}")
            draft = PostDraft(title=f"Post {number}", slug=f"post-{number}", source=text, tags=tags, language="en")
            post = service.create(draft, author=author, form_id=f"form-{number:08d}")
            service.publish(post, user=author, version=post.version, at=clock.now() - timedelta(hours=number))
"""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def article() -> str:
    """Return Markdown of about 590 words."""
    paragraphs = [" ".join(WORDS[:95]).capitalize() + "." for _ in range(6)]
    code, items = "```python\nprint('hello')\n```", "* one\n* two"
    return "\n\n".join(["## A heading", *paragraphs[:3], code, *paragraphs[3:], items])


@contextmanager
def server(command: list[str], url: str, environ: dict[str, str]) -> Iterator[tuple[int, float]]:
    """Run a server until the end of the block; yield its process id and the seconds until its first answer."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).read()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise
                time.sleep(0.02)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(15)


def load(url: str) -> tuple[float, str]:
    """Return requests per second and the 99th percentile of one hot address."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)[1]
    return float(rate), re.search(r"^\s+99%\s+([\d.]+\w+)$", text, re.MULTILINE)[1]


def pss(pid: int) -> list[int]:
    """Return the proportional memory of a process and its children, in kB."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    sizes = []
    for number in (str(pid), *children):
        text = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
        sizes.append(int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]))
    return sizes


def granian(target: str, port: int, folder: Path) -> list[str]:
    """Return the command of granian as `serve` runs it."""
    options = ["--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    return [
        sys.executable, "-m", "granian", target, *options,
        "--host", "127.0.0.1", "--port", str(port), "--no-log", "--working-dir", str(folder),
    ]  # fmt: skip


def measure_bare(folder: Path) -> float:
    """Measure a bare Bottle page of 20 kB."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    url = f"http://127.0.0.1:{(port := free_port())}/"
    with server(granian("bare:application", port, folder), url, dict(os.environ)):
        rate, p99 = load(url)
    print(f"bare Bottle, 20 kB      {rate:8.0f} req/s  p99 {p99}")
    return rate


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
    here = {"cwd": ROOT, "env": environ, "text": True}
    subprocess.run([sys.executable, "manage.py", "upgrade"], capture_output=True, check=True, **here)
    subprocess.run([sys.executable, "-c", FILL, str(POSTS)], input=article(), check=True, **here)
    with server([sys.executable, "manage.py", "serve"], f"{url}/healthz", environ) as (pid, seconds):
        print(f"start to first answer   {seconds:8.2f} s")
        for label, path in PAGES.items():
            size = len(urllib.request.urlopen(url + path).read())
            rate, p99 = load(url + path)
            print(f"{label:10} {size / 1000:6.1f} kB    {rate:8.0f} req/s  p99 {p99}  {rate / base:.3f} x bare")
        print("PSS kB (main, workers…) ", pss(pid))


if __name__ == "__main__":
    if not shutil.which("wrk"):
        sys.exit("bench/speed.py needs wrk (apt-get install wrk).")
    with tempfile.TemporaryDirectory() as place:
        measure_site(Path(place), measure_bare(Path(place)))
