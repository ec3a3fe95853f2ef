"""Visitors who ask for one page after another while something happens to the site, and what they were answered."""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import count as counted
from typing import Self
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request; `at` is time.monotonic() when it was sent."""

    at: float
    path: str
    #: 0 where none came, or not all of it; `error` then says why.
    status: int
    seconds: float
    retry_after: str = ""
    error: str = ""


def ask(url: str, path: str, patience: float = 10) -> Answer:
    """Ask for one page over a connection of its own, reading all of it; never raises for what the network does."""
    at = time.monotonic()
    status, retry_after, error = 0, "", ""
    parts = urlsplit(url)
    connection = _connection(parts, patience)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        response.read()
        status, retry_after = response.status, response.headers.get("Retry-After", "")
    except (OSError, HTTPException) as failure:
        error = f"{type(failure).__name__}: {failure}"
    finally:
        connection.close()
    return Answer(at, path, status, time.monotonic() - at, retry_after, error)


class Visitors:
    """Threads that ask the sites at `urls` for `paths` in turn, from `with` to its end or to stop().

    `count` is how many ask at a time, `rate` how many requests a second they make together (None: as many as
    they can), `patience` after how many seconds one gives a request up.
    """

    def __init__(
        self,
        urls: str | Sequence[str],
        paths: Sequence[str] = ("/blog/",),
        *,
        count: int = 4,
        rate: float | None = None,
        patience: float = 10,
    ) -> None:
        self.answers: list[Answer] = []
        self._urls = (urls,) if isinstance(urls, str) else tuple(urls)
        self._paths = tuple(paths)
        self._pause = 1 / rate if rate else 0.0
        self._patience = patience
        self._turns = counted()
        self._stopped = threading.Event()
        self._began = 0.0
        self._threads = [threading.Thread(target=self._visit, daemon=True) for _ in range(count)]

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> Self:
        """Let each end the request it is in; return as soon as all have."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        return self

    def since(self, moment: float = 0.0) -> list[Answer]:
        """Return the answers to what was asked at that time.monotonic() or later."""
        return [answer for answer in self.answers.copy() if answer.at >= moment]

    def by_status(self) -> Counter[int]:
        """Count the answers by their status; 0 stands for none."""
        return Counter(answer.status for answer in self.answers.copy())

    def longest(self) -> float:
        """Return how many seconds the slowest answer took, 0 before the first."""
        return max((answer.seconds for answer in self.answers.copy()), default=0.0)

    def _visit(self) -> None:
        # next() on a counter is one step for the interpreter, so that no two threads take the same turn.
        for turn in self._turns:
            wait = self._began + turn * self._pause - time.monotonic() if self._pause else 0.0
            if self._stopped.wait(max(wait, 0.0)):
                return
            url = self._urls[turn % len(self._urls)]
            self.answers.append(ask(url, self._paths[turn // len(self._urls) % len(self._paths)], self._patience))


def _connection(parts: SplitResult, patience: float) -> HTTPConnection:
    if parts.scheme != "https":
        return HTTPConnection(parts.hostname, parts.port, timeout=patience)
    # Who only counts answers needn't know from whom they are.
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(parts.hostname, parts.port, timeout=patience, context=trusting)
