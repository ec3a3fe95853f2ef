"""waitress for Bottlepost, pure Python and one process: python deploy/waitress/serve.py."""

# Takes its packages from site-packages/ if there are any, else from the interpreter that runs it. HOST, PORT and
# THREADS are settings of the site. Told to stop, it lets what is being answered end: waitress alone would cut it off.

import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).absolute().parents[2]
#: Seconds that requests in flight have when the server is told to stop.
GRACE = 8
#: Seconds in which somebody who keeps a connection may still send a request on it; it is answered, and is the last one.
LINGER = 1

os.chdir(ROOT)
application = runpy.run_path(str(ROOT / "index.wsgi"))["application"]

from waitress import wasyncore  # noqa: E402 - index.wsgi says where the packages are
from waitress.channel import HTTPChannel  # noqa: E402
from waitress.server import BaseWSGIServer, create_server  # noqa: E402
from waitress.task import WSGITask  # noqa: E402

from core.settings import Settings  # noqa: E402
from core.web.middleware.body import DRAIN, MEMORY  # noqa: E402

#: What waitress waits for: doors, connections, and what wakes its loop.
Sockets = dict[int, wasyncore.dispatcher]
stopping = threading.Event()


class Task(WSGITask):
    """An answer that says that it is the last one on its connection, once the server is stopping."""

    def build_response_header(self) -> bytes:
        """Return the header."""
        if stopping.is_set():
            self.set_close_on_finish()
        return super().build_response_header()


class Channel(HTTPChannel):
    """A visitor's connection."""

    task_class = Task

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is being received, answered or sent on it."""
        return not (self.requests or self.request or self.total_outbufs_len or self.close_when_flushed)


def main() -> None:
    """Serve until SIGTERM or SIGINT, then end what has begun."""
    settings = application.settings
    sockets: Sockets = {}
    BaseWSGIServer.channel_class = Channel
    try:
        create_server(application, map=sockets, **options(settings))
    except OSError as error:
        where = f"Port {settings.port} on {settings.host}"
        sys.exit(f"Error: {where} can't be used ({error.strerror}): set PORT to another one.")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop(sockets))
    while not stopping.is_set():
        wasyncore.loop(timeout=30, use_poll=True, map=sockets, count=1)
    finish(sockets)


def options(settings: Settings) -> dict[str, object]:
    """Return what waitress is told."""
    largest = max(mark.body_limit for _, mark in application.root.rules.values())
    return {
        "host": settings.host,
        "port": settings.port,
        "threads": settings.threads,
        # The site refuses what is too large, with a page in the reader's language; this is for what is no form at all.
        "max_request_body_size": largest + DRAIN,
        # waitress receives a body whole before the site sees it; what the site would keep in memory needs no file.
        "inbuf_overflow": MEMORY,
        # Whom a request comes from is settled by the site, by TRUSTED_PROXY_HOPS: it has to see these headers.
        "clear_untrusted_proxy_headers": False,
        "connection_limit": 500,
        "asyncore_use_poll": True,
        "ident": None,
    }


def doors(sockets: Sockets) -> list[BaseWSGIServer]:
    """Return what connections come in by: two where HOST is a name with two addresses."""
    return [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]


def stop(sockets: Sockets) -> None:
    """Note that the server has to stop, and wake its loop; no more, for this happens at any point of the code."""
    stopping.set()
    for door in doors(sockets):
        door.pull_trigger()


def finish(sockets: Sockets) -> None:
    """Take no more connections, answer what was asked on those that there are, and close them."""
    began = time.monotonic()
    for door in doors(sockets):
        # Not by its own close(): that takes away what threads wake the loop with.
        wasyncore.dispatcher.close(door)
    while channels := [each for each in sockets.values() if isinstance(each, Channel)]:
        waited = time.monotonic() - began
        if waited > GRACE:
            sys.stderr.write(f"{len(channels)} connections were cut off after {GRACE} seconds.\n")
            return
        for channel in channels:
            if waited > LINGER and channel.is_idle:
                channel.handle_close()
        wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)


if __name__ == "__main__":
    main()
