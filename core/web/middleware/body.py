"""Request bodies: measured, bounded and read before anybody else sees them."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from email.message import Message as Headers
from io import BytesIO
from typing import IO, Final
from wsgiref.types import InputStream

from core.errors import AppError, BadRequest, LengthRequired, PayloadTooLarge, Unavailable
from core.web.middleware.closing import ClosingBody
from core.web.middleware.protocols import ErrorResponder, StartResponse, WSGIApplication, WSGIEnvironment, mark_of
from core.web.middleware.turns import Turns

#: Bytes kept in memory; a larger body, which only upload routes take, waits in a temporary file.
MEMORY: Final = 2 * 1024 * 1024
#: Bytes of a refused body that are still read, so that the browser finishes sending and shows the answer.
DRAIN: Final = 4 * 1024 * 1024

_CHUNK: Final = 64 * 1024
_LENGTH: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_HAVE_BODIES: Final = frozenset({"POST", "PUT", "PATCH"})
_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class BodyLimiter:
    """Gives the inner stack a body that is whole, no larger than its route allows, and can be read again for a retry.

    Chunked bodies arrive here already unchunked by the server; they get the length they turned out to have. Many
    servers pass a body on as slowly as it comes, so one thread of several is kept from reading any.
    """

    def __init__(self, app: WSGIApplication, *, errors: ErrorResponder, threads: int) -> None:
        """Let `errors` answer what is refused, in a server with that many threads in each process."""
        self._app = app
        self._errors = errors
        self._turns = Turns(threads)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Read the body, then pass it on."""
        try:
            body = self._body(environ)
        except AppError as error:
            _replace(environ, BytesIO(), 0)
            return self._errors.respond(environ, start_response, error)
        if isinstance(body, BytesIO):
            return self._app(environ, start_response)
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            body.close()
            raise
        return ClosingBody(answer, body.close)

    def _body(self, environ: WSGIEnvironment) -> IO[bytes]:
        """Return the body, read when it is this request's turn; raise AppError for what is none."""
        mark = mark_of(environ)
        limit = mark.body_limit if mark is not None else None
        incoming = _Incoming(environ["wsgi.input"], _announced(environ))
        if incoming.length == 0:
            return _read(environ, incoming, limit)
        with self._turns.take():
            try:
                return _read(environ, incoming, limit)
            except AppError:
                incoming.drain()
                raise


class _Incoming:
    """What the server hands in, never read past its announced end: behind some servers that waits for ever."""

    def __init__(self, source: InputStream, length: int | None) -> None:
        self._source = source
        #: The announced length, None for a chunked body.
        self.length = length
        self._taken = 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end; raise BadRequest where the server can't read on."""
        wanted = size if self.length is None else min(size, self.length - self._taken)
        try:
            chunk = self._source.read(wanted) if wanted else b""
        except Exception as error:
            # Each server has its own exceptions for a broken chunk, a slow client and a closed connection.
            raise BadRequest from error
        self._taken += len(chunk)
        return chunk

    def drain(self) -> None:
        """Read on and forget, for a while."""
        left = DRAIN
        with suppress(BadRequest):
            while left > 0 and (chunk := self.read(min(_CHUNK, left))):
                left -= len(chunk)


def _read(environ: WSGIEnvironment, incoming: _Incoming, limit: int | None) -> IO[bytes]:
    """Put a bounded body in the place of the server's; without a limit, where no route matched, an empty one."""
    if limit is None:
        incoming.drain()
        return _replace(environ, BytesIO(), 0)
    if incoming.length == 0:
        return _replace(environ, BytesIO(), None)
    if incoming.length is not None and incoming.length > limit:
        raise PayloadTooLarge
    _refuse_charset(environ)
    body = _buffer(limit if incoming.length is None else incoming.length)
    try:
        size = _fill(body, incoming, limit)
    except BaseException:
        body.close()
        raise
    return _replace(environ, body, size)


def _announced(environ: WSGIEnvironment) -> int | None:
    """Return the announced length, None for a chunked body; raise where neither is said or both are."""
    length, coding = environ.get("CONTENT_LENGTH") or "", environ.get("HTTP_TRANSFER_ENCODING", "")
    if coding:
        if length or coding.strip().lower() != "chunked":
            raise BadRequest
        if "uwsgi.version" in environ:
            # uWSGI gives a chunked body only through a function of its own: wsgi.input would look empty.
            raise LengthRequired
        return None
    if not length:
        if environ["REQUEST_METHOD"] in _HAVE_BODIES:
            raise LengthRequired
        return 0
    if not _LENGTH.fullmatch(length):
        raise BadRequest
    return int(length)


def _refuse_charset(environ: WSGIEnvironment) -> None:
    """Raise BadRequest for a body in a charset our pages don't send, which Python may not even know."""
    headers = Headers()
    headers["Content-Type"] = environ.get("CONTENT_TYPE", "").translate({10: None, 13: None})
    charset = headers.get_param("charset", "utf-8")
    if not isinstance(charset, str) or charset.strip().lower() not in _CHARSETS:
        raise BadRequest


def _fill(body: IO[bytes], incoming: _Incoming, limit: int) -> int:
    """Copy the whole body, rewind it and return its size."""
    size = 0
    while size <= limit and (chunk := incoming.read(min(_CHUNK, limit + 1 - size))):
        _keep(body, chunk)
        size += len(chunk)
    if size > limit:
        raise PayloadTooLarge
    if incoming.length is not None and size < incoming.length:
        # The connection broke off: half a post must not be saved as one.
        raise BadRequest
    body.seek(0)
    return size


def _buffer(largest: int) -> IO[bytes]:
    """Return memory for what is small, and for everything on a host where nothing can be written."""
    if largest <= MEMORY:
        return BytesIO()
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        return BytesIO()
    return tempfile.SpooledTemporaryFile(max_size=MEMORY)


def _keep(body: IO[bytes], chunk: bytes) -> None:
    try:
        body.write(chunk)
    except OSError as error:
        # The disk is full.
        raise Unavailable(retry_after=60) from error


def _replace(environ: WSGIEnvironment, body: IO[bytes], size: int | None) -> IO[bytes]:
    """Hand on the body; without a size its length stays as it was said."""
    environ["wsgi.input"] = body
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if size is not None:
        environ["CONTENT_LENGTH"] = str(size)
    return body
