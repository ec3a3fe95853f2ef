"""The hosts the site answers for: any other name in Host would end up in links, mails and caches."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.addresses import find_address
from core.errors import BadRequest, MisdirectedRequest
from core.web.middleware.protocols import ErrorResponder, StartResponse, WSGIApplication, WSGIEnvironment

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_SYNTAX: Final = re.compile(
    rf"(?P<name>\[[0-9a-f:.]+\]|{_LABEL}(?:\.{_LABEL})*)\.?(?::(?P<port>[0-9]{{0,5}}))?", re.ASCII | re.IGNORECASE
)
_HIGHEST_PORT: Final = 65535
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A host name or address in its one spelling, and the port if one is named."""

    name: str
    port: int | None = None

    @classmethod
    def find(cls, text: str) -> "Host | None":
        """Return what a Host header names; None where its syntax is wrong."""
        match = _SYNTAX.fullmatch(text)
        if match is None:
            return None
        name, port = match["name"].lower(), int(match["port"]) if match["port"] else None
        if port is not None and port > _HIGHEST_PORT:
            return None
        if name.startswith("["):
            address = find_address(name)
            return cls(f"[{address.compressed}]", port) if address is not None else None
        return cls(name, port)


class HostAllowList:
    """Refuses requests for a host that isn't ours with 421, and those that name none or nonsense with 400."""

    def __init__(self, app: WSGIApplication, *, allowed: Iterable[str], errors: ErrorResponder) -> None:
        """Allow the named hosts: "example.org" on any port, "example.org:8000" on that one only."""
        self._app = app
        self._errors = errors
        self._allowed = frozenset(_allowed(entry) for entry in allowed)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on what is for us."""
        # granian says "" where the header is missing.
        host = Host.find(environ.get("HTTP_HOST", ""))
        if host is None:
            return self._errors.respond(environ, start_response, BadRequest())
        port = host.port or _DEFAULT_PORTS.get(environ["wsgi.url_scheme"])
        if self._allowed.isdisjoint((Host(host.name), Host(host.name, port))):
            return self._errors.respond(environ, start_response, MisdirectedRequest())
        return self._app(environ, start_response)


def find_host(entry: str) -> Host | None:
    """Return the host in an entry of ALLOWED_HOSTS, where an IPv6 address may lack its brackets; None for none."""
    return Host.find(f"[{entry}]" if entry.count(":") > 1 and not entry.startswith("[") else entry)


def _allowed(entry: str) -> Host:
    host = find_host(entry)
    if host is None:
        raise ValueError(f"{entry!r} is no host name")
    return host
