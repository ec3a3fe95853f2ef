"""The access log: one line for each request, with the tokens in paths masked."""

import logging
import re
from collections.abc import Iterable
from typing import Final

from core.web.middleware.protocols import CLIENT_IP, REQUEST_ID, USER_ID, WSGIEnvironment, mark_of

_log = logging.getLogger("bottlepost.access")

MASK: Final = "***"
#: Characters of a path that are logged; no page of ours has a longer one.
_SHOWN: Final = 1000


class AccessLog:
    """Writes what was asked and answered; never a query, a header or a body, which may all hold secrets."""

    def __init__(self, secret_prefixes: Iterable[str] = ()) -> None:
        """Mask what follows each prefix, as in "/auth/reset/", also where the address was mistyped."""
        # A doubled slash or a capital makes the page a 404, and leaves the token in it as good as it was.
        patterns = ["/+".join(map(re.escape, prefix.strip("/").split("/"))) for prefix in secret_prefixes]
        joined = "|".join(patterns) or r"(?!)"
        self._secret = re.compile(rf"(?P<prefix>/*(?:{joined})/+).+", re.IGNORECASE | re.DOTALL)

    def path_of(self, environ: WSGIEnvironment, path: str) -> str:
        """Return the request's path as it may be shown: readable, and with a one-time token masked."""
        readable = path.encode("latin-1", "replace").decode("utf-8", "backslashreplace")[:_SHOWN]
        masked = self._secret.sub(rf"\g<prefix>{MASK}", readable, count=1)
        mark = mark_of(environ)
        if mark is None or not mark.secret or masked != readable:
            return masked
        return f"{readable.rstrip('/').rpartition('/')[0]}/{MASK}"

    def write(self, environ: WSGIEnvironment, *, path: str, status: int, sent: int, seconds: float) -> None:
        """Write the line; `path` is what arrived, since Bottle changes PATH_INFO on its way."""
        mark = mark_of(environ)
        fields = {
            "method": environ["REQUEST_METHOD"],
            "path": self.path_of(environ, path),
            "status": status,
            "bytes": sent,
            "ms": round(seconds * 1000, 2),
            "ip": environ.get(CLIENT_IP, environ.get("REMOTE_ADDR", "")),
            "request_id": environ[REQUEST_ID],
        }
        if mark is not None:
            fields["route"] = mark.name
        if environ.get(USER_ID) is not None:
            fields["user"] = environ[USER_ID]
        _log.info("request", extra=fields)
