"""The request line and the headers: what can't be an address of ours, or would trip up what reads it later."""

import unicodedata
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from core.errors import AppError, BadRequest, HeadersTooLarge, URITooLong
from core.web.middleware.protocols import ErrorResponder, StartResponse, WSGIApplication, WSGIEnvironment

#: Bytes of path and query as they stand in the request line (RFC 9110, section 4.1, asks for at least 8,000).
URL_LIMIT: Final = 8000
#: Bytes of all header values together, and of the cookies among them.
HEADERS_LIMIT: Final = 32 * 1024
COOKIES_LIMIT: Final = 8 * 1024
_NEIGHBOUR: Final = "bottlepost.neighbour"


class RequestLine:
    """Refuses addresses that no page has, headers beyond measure, and cleans the cookies of what can't be parsed."""

    def __init__(self, app: WSGIApplication, *, errors: ErrorResponder) -> None:
        """Let `errors` answer what is refused."""
        self._app = app
        self._errors = errors

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on what is understood."""
        error = _fault(environ)
        if error is not None:
            _defuse(environ)
            return self._errors.respond(environ, start_response, error)
        if "HTTP_COOKIE" in environ:
            environ["HTTP_COOKIE"] = parsable_cookies(environ["HTTP_COOKIE"])
        return self._app(environ, start_response)


def parsable_cookies(header: str) -> str:
    """Return a Cookie header without the pairs that make http.cookies fail, or silently drop their neighbours."""
    return "; ".join(pair for pair in map(str.strip, header.split(";")) if _is_parsable(pair))


def _is_parsable(pair: str) -> bool:
    # Judged by the parser itself, as what it takes for a name or an attribute differs between Python versions;
    # with a neighbour, for it stops at what it doesn't understand and keeps what it had until then.
    try:
        return list(SimpleCookie(f"{pair}; {_NEIGHBOUR}=1")) == [pair.partition("=")[0], _NEIGHBOUR]
    except CookieError:
        return False


def _fault(environ: WSGIEnvironment) -> AppError | None:
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if _url_length(path, query) > URL_LIMIT:
        return URITooLong()
    if len(environ.get("HTTP_COOKIE", "")) > COOKIES_LIMIT or _headers_length(environ) > HEADERS_LIMIT:
        return HeadersTooLarge()
    # Methods have their case, but routers take "post" for POST: one that no middleware had in mind.
    if not environ["REQUEST_METHOD"].isupper():
        return BadRequest()
    if not _is_readable_path(path) or not _is_utf8(query):
        return BadRequest()
    return None


def _url_length(path: str, query: str) -> int:
    # Quoting at most trebles a path, so that nearly none has to be quoted to be measured.
    if len(path) * 3 + len(query) <= URL_LIMIT:
        return len(path) + len(query)
    return len(quote(path, encoding="latin-1", errors="replace")) + len(query)


def _headers_length(environ: WSGIEnvironment) -> int:
    return sum(len(value) for name, value in environ.items() if name.startswith("HTTP_"))


def _is_readable_path(path: str) -> bool:
    if path.isascii():
        return path.isprintable()
    try:
        text = path.encode("latin-1").decode()
    except UnicodeError:
        return False
    return not any(unicodedata.category(character) == "Cc" for character in text)


def _is_utf8(query: str) -> bool:
    if "%" not in query and query.isascii():
        return True
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True


def _defuse(environ: WSGIEnvironment) -> None:
    """Take away what was refused, so that the error's page doesn't trip over it."""
    readable = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")[:URL_LIMIT]
    cleaned = "".join(character for character in readable if unicodedata.category(character) != "Cc")
    environ["PATH_INFO"] = cleaned.encode().decode("latin-1")
    environ["QUERY_STRING"] = ""
    environ["HTTP_COOKIE"] = ""
