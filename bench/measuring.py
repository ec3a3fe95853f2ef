"""What the benchmarks share: servers of their own, wrk, a site full of posts, memory."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
POSTS = 1000
#: As many at once as the goals speak of.
CONNECTIONS = 16
WORKERS, THREADS = 2, 1
#: Seconds for a server's first answer.
PATIENCE = 30
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
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
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


@dataclass(frozen=True)
class Load:
    """What wrk found on one hot address; the latencies as wrk writes them."""

    rate: float
    p50: str
    p99: str


def article() -> str:
    """Return Markdown of about 590 words."""
    paragraphs = [" ".join(WORDS[:95]).capitalize() + "." for _ in range(6)]
    code, items = "```python\nprint('hello')\n```", "* one\n* two"
    return "\n\n".join(["## A heading", *paragraphs[:3], code, *paragraphs[3:], items])


def need_wrk() -> None:
    """End the script where there is no wrk."""
    if not shutil.which("wrk"):
        sys.exit("This benchmark needs wrk (apt-get install wrk).")


@contextmanager
def server(command: Sequence[str], url: str, environ: Mapping[str, str]) -> Iterator[tuple[int, float]]:
    """Run a server until the end of the block; yield its process id and the seconds until its first answer."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_answer(url, lambda: process.poll() is not None)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(15)


def await_answer(url: str, has_ended: Callable[[], bool]) -> None:
    """Wait for the first answer; raise OSError if the server ends or stays silent."""
    began = time.perf_counter()
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            if has_ended() or time.perf_counter() - began > PATIENCE:
                raise
            time.sleep(0.02)
        else:
            return


def load(url: str, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Ask for one hot address for some seconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(text)

    def latency(percent: int) -> str:
        return re.search(rf"^\s+{percent}%\s+([\d.]+\w+)$", text, re.MULTILINE)[1]

    return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), latency(50), latency(99))


def pss(pid: int) -> list[int]:
    """Return the proportional memory of a process and all that it started, in kB."""
    process = psutil.Process(pid)
    return [each.memory_full_info().pss // 1024 for each in (process, *process.children(recursive=True))]


def fill(environ: Mapping[str, str], folder: Path = ROOT) -> None:
    """Fill the site of these settings with posts."""
    here = {"cwd": folder, "env": {**environ, "PYTHONPATH": str(folder)}, "text": True}
    subprocess.run([sys.executable, "manage.py", "upgrade"], capture_output=True, check=True, **here)
    subprocess.run([sys.executable, "-c", FILL, str(POSTS)], input=article(), check=True, **here)


def granian(target: str, port: int, folder: Path) -> list[str]:
    """Return the command of granian as `serve` runs it."""
    options = ["--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    return [
        sys.executable, "-m", "granian", target, *options,
        "--host", "127.0.0.1", "--port", str(port), "--no-log", "--working-dir", str(folder),
    ]  # fmt: skip


def measure_bare(folder: Path, seconds: int) -> Load:
    """Measure a bare Bottle page of 20 kB: what all else is a part of."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    url = f"http://127.0.0.1:{(port := free_port())}/"
    with server(granian("bare:application", port, folder), url, dict(os.environ)):
        found = load(url, seconds)
    print(f"bare Bottle, 20 kB      {found.rate:8.0f} req/s  p99 {found.p99}")
    return found
