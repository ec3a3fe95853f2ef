"""A site whose pages come in pieces, as over a slow line: each piece is sent when the test asks for it."""

import re
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Self
from urllib.request import urlopen

_TAG: Final = re.compile(r"<[a-z][^>]*>")
_SENT_ON: Final = ("Content-Type", "Content-Security-Policy")


class Piecemeal:
    """A port of its own that leads to the site at `url`; a page waits before each piece that `places` name."""

    def __init__(self, url: str, *places: re.Pattern[str]) -> None:
        """Cut a page after every tag in what the patterns match."""
        self._site = url
        self._places = places
        self._turns = threading.Semaphore(0)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="piecemeal")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        # A page that a failed test has left in the middle gets its rest.
        self._turns.release(1_000)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def send(self) -> None:
        """Send the next piece of the page."""
        self._turns.release()

    def cuts(self, html: str) -> list[int]:
        """Return where a page is cut."""
        spans = [match.span() for place in self._places for match in place.finditer(html)]
        ends = [tag.end() for tag in _TAG.finditer(html)]
        return [end for end in ends if any(start < end <= stop for start, stop in spans)]

    def elements(self, path: str) -> list[int]:
        """Return how many elements a page has after each of its pieces."""
        with urlopen(self._site + path) as answer:
            html = answer.read().decode()
        return [len(_TAG.findall(html[:cut])) for cut in (*self.cuts(html), len(html))]

    def _answer(self, asked: BaseHTTPRequestHandler) -> None:
        with urlopen(self._site + asked.path) as answer:
            body = answer.read()
            given = [(name, answer.headers[name]) for name in _SENT_ON if answer.headers[name]]
        asked.send_response(200)
        for name, value in (*given, ("Content-Length", str(len(body)))):
            asked.send_header(name, value)
        asked.end_headers()
        if asked.headers["Sec-Fetch-Dest"] != "document":
            asked.wfile.write(body)
            return
        html = body.decode()
        cuts = self.cuts(html)
        for start, stop in zip((0, *cuts), (*cuts, len(html)), strict=True):
            self._turns.acquire()
            asked.wfile.write(html[start:stop].encode())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                # A browser that has left takes no more.
                with suppress(ConnectionError):
                    answer(self)

            def log_message(self, *said: object) -> None:
                """Say nothing."""

        return Handler
