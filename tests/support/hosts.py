"""Sites served as the recipes of deploy/ say, with the values that an operator would change."""

import os
import shlex
import signal
import sys
from collections.abc import Mapping
from configparser import RawConfigParser
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from tests.support.checkout import SiteServer
from tests.support.servers import Server
from tests.support.source import ROOT
from tests.support.waiting import LIMIT, LOOK

DEPLOY = ROOT / "deploy"
#: The servers that a systemd unit starts → the recipe each reads besides.
SERVERS = {
    "granian": None,
    "gunicorn": "gunicorn/gunicorn.conf.py",
    "waitress": "waitress/serve.py",
    "uwsgi": "uwsgi/uwsgi.ini",
}
#: gunicorn again, with the workers that it has when nobody says anything about them.
SYNC = "gunicorn-sync"
#: Looks at a server that was told to stop, until a test goes on whether it shows it or not: a lock is waited for
#: three times a second.
_LOOKS = 20


def recipe(path: str, own: Mapping[str, str]) -> str:
    """Return the text of a recipe with each example value replaced; raise ValueError for one that isn't in it."""
    text = (DEPLOY / path).read_text(encoding="utf-8")
    for example, value in own.items():
        if example not in text:
            raise ValueError(f"deploy/{path} has no {example!r}")
        text = text.replace(example, value)
    return text


class HostedSite(SiteServer):
    """A copy of the site with its recipes, whose folder, interpreter and address are this server's own.

    `deploy(path)` is the recipe as this operator would have it; a subclass or the caller says what is run with it.
    """

    name = "hosted"

    def __init__(self, *command: str, **environ: str) -> None:
        super().__init__(*command, **environ)
        #: Example value → ours, in this order.
        self.own = {
            **{f"/etc/bottlepost/{Path(path).name}": f"{self.root}/deploy/{path}" for path in SERVERS.values() if path},
            "/srv/bottlepost/.venv": sys.prefix,
            "/srv/bottlepost": str(self.root),
            "127.0.0.1:8000": self.address,
        }

    def deploy(self, path: str, **more: str) -> Path:
        """Write a recipe into deploy/ of the copy, with our values and those that `more` has for {name}; return it."""
        text = recipe(path, more)
        for example, value in self.own.items():
            text = text.replace(example, value)
        written = self.root / "deploy" / path
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text, encoding="utf-8")
        return written

    def answers(self) -> bool:
        """Tell whether the site itself answers: most servers listen long before they have loaded it."""
        connection = HTTPConnection(self.host, self.port, timeout=LIMIT)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def end(self) -> int:
        """Tell the first process, and it alone, to stop, as systemd does; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.status()

    def status(self, patience: float = LIMIT) -> int:
        """Wait for the end of a server that was launched or told to stop; return its exit status."""
        return self.process.wait(timeout=patience)

    def workers(self) -> set[int]:
        """Return the ids of the processes that the first one has started."""
        return {child.pid for child in psutil.Process(self.process.pid).children()}

    def has_processes(self) -> bool:
        """Tell whether anything still runs that the server has started."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


class UnitSite(HostedSite):
    """The site as systemd would start it: by the command of a unit, or that of a drop-in for it."""

    def __init__(self, drop_in: str | None = None, unit: str = "bottlepost.service", **environ: str) -> None:
        super().__init__(**environ)
        units = [f"systemd/{unit}", *([f"systemd/{drop_in}.conf"] if drop_in else [])]
        self._unit = {name: value for path in units for name, value in read_unit(self.deploy(path)).items()}

    @property
    def patience(self) -> int:
        """Return the seconds after which systemd kills what was told to stop."""
        return int(self._unit["TimeoutStopSec"])

    def command(self) -> list[str]:
        return shlex.split(self._unit["ExecStart"])


def unit_site(name: str, environ: Mapping[str, str]) -> UnitSite:
    """Return the site under one of SERVERS, or SYNC."""
    server = name.partition("-")[0]
    site = UnitSite(None if server == "granian" else server, **environ)
    site.name = name
    if (path := SERVERS[server]) is not None:
        site.deploy(path, **({"gthread": "sync"} if name == SYNC else {}))
    return site


def read_unit(path: Path) -> dict[str, str]:
    """Return what a systemd unit says under [Service]; of what is said twice, the last."""
    parser = RawConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return dict(parser["Service"])


def let_it_begin_to_stop(server: Server) -> None:
    """Return once a server that was told to stop takes no more connections or has ended, or after a second."""
    for _ in range(_LOOKS):
        if not server.can_be_reached() or server.has_ended_within(LOOK):
            return
