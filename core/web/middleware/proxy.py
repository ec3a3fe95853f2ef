"""Whom a request comes from: what our own proxies say about it is believed, what a client says is dropped."""

import re
from collections.abc import Iterable
from typing import Final

from core.addresses import find_address
from core.web.middleware.hosts import Host
from core.web.middleware.protocols import CLIENT_IP, StartResponse, WSGIApplication, WSGIEnvironment

# granian takes a header with underscores for the same one with hyphens; the environ shows both under one name.
_FORGEABLE: Final = re.compile(r"HTTP_(?:X_FORWARDED(?:_.*)?|FORWARDED|X_REAL_IP|X_SCHEME|X_CLIENT_IP)", re.DOTALL)


class ProxyResolver:
    """Replaces the last proxy's address, scheme and host by the visitor's, over a known number of hops."""

    def __init__(self, app: WSGIApplication, *, trusted_hops: int = 0) -> None:
        """Believe the entries that the nearest `trusted_hops` proxies have appended."""
        self._app = app
        self._trusted_hops = trusted_hops

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Set REMOTE_ADDR, wsgi.url_scheme, HTTP_HOST and "bottlepost.ip", and drop every forwarding header."""
        environ[CLIENT_IP] = environ["REMOTE_ADDR"] = _client_address(environ, self._trusted_hops)
        scheme = _entry(environ, "HTTP_X_FORWARDED_PROTO", self._trusted_hops).lower()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        host = _entry(environ, "HTTP_X_FORWARDED_HOST", self._trusted_hops)
        if Host.find(host) is not None:
            environ["HTTP_HOST"] = host
        for name in [name for name in environ if name.startswith("HTTP_") and _FORGEABLE.fullmatch(name)]:
            del environ[name]
        return self._app(environ, start_response)


def _client_address(environ: WSGIEnvironment, trusted_hops: int) -> str:
    """Return the visitor's address, normalised; the peer's where the proxies name none; "" on a nameless socket."""
    address = find_address(_entry(environ, "HTTP_X_FORWARDED_FOR", trusted_hops))
    if address is None:
        address = find_address(environ.get("REMOTE_ADDR") or "")
    return str(address) if address is not None else ""


def _entry(environ: WSGIEnvironment, name: str, trusted_hops: int) -> str:
    """Return the entry that the outermost trusted proxy appended, or "" where there are fewer entries than proxies."""
    entries = environ.get(name, "").split(",")
    if not trusted_hops or len(entries) < trusted_hops:
        return ""
    return str(entries[-trusted_hops]).strip()
