"""The outermost middleware: names each request, logs and counts it, and answers where everything else failed."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from core.log import request_id
from core.metrics import Metrics
from core.web.middleware.access_log import AccessLog
from core.web.middleware.last_resort import last_resort
from core.web.middleware.protocols import REQUEST_ID, StartResponse, WSGIApplication, WSGIEnvironment, mark_of

_log = logging.getLogger(__name__)
_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class CrashGuard:
    """Lets no exception reach the server before the first byte, and writes one line for each request."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        metrics: Metrics | None = None,
        secret_prefixes: Iterable[str] = (),
        trust_request_id: bool = False,
    ) -> None:
        """Take over the proxy's request id only where there is a proxy of ours: `trust_request_id`."""
        self._app = app
        self._metrics = metrics
        self._access_log = AccessLog(secret_prefixes)
        self._trust_request_id = trust_request_id

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with what the inner stack says, or with the last-resort page."""
        environ[REQUEST_ID] = self._request_id(environ)
        request_id.set(environ[REQUEST_ID])
        exchange = _Exchange(environ, start_response, finished=self._finished)
        result: Iterable[bytes] | None = None
        try:
            result = self._app(environ, exchange.start)
            return exchange.body(result)
        except Exception:
            self._log_crash(environ, exchange)
            _close_quietly(result)
            return exchange.body(exchange.abandoned())
        except BaseException:
            # A server ends its thread this way; there is nobody left to answer.
            _close_quietly(result)
            exchange.end()
            raise

    def _request_id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        if self._trust_request_id and _GIVEN_ID.fullmatch(given):
            return str(given)
        return secrets.token_hex(16)

    def _log_crash(self, environ: WSGIEnvironment, exchange: "_Exchange") -> None:
        path = self._access_log.path_of(environ, exchange.path)
        _log.exception("Unhandled exception", extra={"method": environ["REQUEST_METHOD"], "path": path})

    def _finished(self, exchange: "_Exchange") -> None:
        environ, seconds = exchange.environ, time.perf_counter() - exchange.began
        self._access_log.write(environ, path=exchange.path, status=exchange.status, sent=exchange.sent, seconds=seconds)
        if self._metrics is not None:
            mark = mark_of(environ)
            self._metrics.count_request(
                mark.name if mark else None, environ["REQUEST_METHOD"], exchange.status, seconds
            )
        request_id.set("")


class _Exchange:
    """One request and what has been answered so far."""

    def __init__(
        self, environ: WSGIEnvironment, start_response: StartResponse, *, finished: Callable[["_Exchange"], None]
    ) -> None:
        self.environ = environ
        # Bottle decodes PATH_INFO in place, so that its later value is no longer what WSGI says it is.
        self.path: str = environ.get("PATH_INFO", "")
        self.began = time.perf_counter()
        self.status = 0
        self.sent = 0
        self._start_response = start_response
        self._finished = finished

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
        """Begin the answer; a second beginning needs `exc_info`, and re-raises it once bytes are out (PEP 3333)."""
        if self.status and exc_info is None:
            raise RuntimeError("start_response was called twice")
        if self.sent and exc_info is not None:
            # Not left to the server: granian only notes the last status it was given.
            raise exc_info[1].with_traceback(exc_info[2])
        self.status = int(status[:3])
        named = [*headers, ("X-Request-ID", self.environ[REQUEST_ID])]
        write = self._start_response(status, named, exc_info) if exc_info else self._start_response(status, named)
        return lambda data: self._write(write, data)

    def body(self, result: Iterable[bytes]) -> Iterable[bytes]:
        """Return the answer's body, its first chunk already made: what fails up to there can still become a 500."""
        if type(result) is list and self.status:
            # Complete and without a close(): a server sends a plain list in one piece, with its length.
            self.sent += sum(map(len, result))
            self._finished(self)
            return result
        chunks = iter(result)
        first = next((chunk for chunk in chunks if chunk), b"")
        if not self.status:
            raise RuntimeError("start_response was not called")
        return _Body(self, result, chunks, first)

    def abandoned(self) -> list[bytes]:
        """Answer with the last-resort page; re-raise once bytes are out, where the answer can only be cut."""
        try:
            return last_resort(self.environ, self.start)
        except Exception:
            self.end()
            raise

    def end(self) -> None:
        """Log and count the request."""
        self._finished(self)

    def _write(self, write: Callable[[bytes], object], data: bytes) -> object:
        self.sent += len(data)
        return write(data)


class _Body(Iterator[bytes]):
    """The rest of an answer: counts its bytes, logs what breaks, and closes what it came from exactly once."""

    def __init__(self, exchange: _Exchange, source: Iterable[bytes], chunks: Iterator[bytes], first: bytes) -> None:
        self._exchange = exchange
        self._source = source
        self._chunks = chunks
        self._first: bytes | None = first or None
        self._closed = False

    def __next__(self) -> bytes:
        """Return the next chunk."""
        chunk = self._first
        if chunk is None:
            try:
                chunk = next(self._chunks)
            except StopIteration:
                raise
            except Exception:
                _log.exception("The answer broke off", extra={"sent": self._exchange.sent})
                raise
        self._first = None
        self._exchange.sent += len(chunk)
        return chunk

    def close(self) -> None:
        """Give back what the answer holds, and end the exchange."""
        if self._closed:
            return
        self._closed = True
        try:
            _close(self._source)
        except Exception:
            _log.exception("Closing the answer failed")
            raise
        finally:
            self._exchange.end()


def _close(iterable: Iterable[bytes] | None) -> None:
    close = getattr(iterable, "close", None)
    if close is not None:
        close()


def _close_quietly(iterable: Iterable[bytes] | None) -> None:
    """Close what has already failed; a second failure is logged and must not hide the page about the first."""
    try:
        _close(iterable)
    except Exception:
        _log.exception("Closing the failed answer failed too")
