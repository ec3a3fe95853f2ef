"""What a memcached says of itself, asked past the site's client."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BufferedRWPair
from typing import Any

import memcache

from core.checking.timeout import with_timeout

#: Seconds for a server's answers, all together.
PATIENCE = 2.0
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class MemcachedReport:
    """One memcached, by the address that MEMCACHED_SERVERS gives it."""

    address: str
    #: "" where the address can't be understood or is a socket in a folder.
    host: str = ""
    #: Why it can't be used; "" if it can.
    trouble: str = ""
    stats: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    def stat(self, name: str) -> int:
        """Return one of its counters, 0 where it has no such."""
        return int(self.stats.get(name, 0))


def ask_memcached(address: str) -> MemcachedReport:
    """Ask one memcached; what goes wrong is in the report."""
    try:
        # As the site's own client reads the address.
        server = memcache.Client([address]).servers[0]
    except ValueError:
        return MemcachedReport(address, trouble="its address can't be understood")
    host = str(server.address[0]) if isinstance(server.address, tuple) else ""
    try:
        stats, settings = with_timeout(lambda: _ask(server), PATIENCE)
    except TimeoutError:
        return MemcachedReport(address, host, f"it gives no answer within {PATIENCE:g} seconds")
    except (OSError, UnicodeError) as error:
        return MemcachedReport(address, host, str(getattr(error, "strerror", None) or error))
    return MemcachedReport(address, host, "", stats, settings)


def _ask(server: Any) -> tuple[dict[str, str], dict[str, str]]:
    with socket.socket(server.family, socket.SOCK_STREAM) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(server.address)
        with connection.makefile("rwb") as stream:
            first = _say(stream, "version")
            if not first.startswith("VERSION "):
                raise OSError(f"it answers {first[:60]!r}, which no open memcached does")
            return _values(stream, "stats"), _values(stream, "stats settings")


def _say(stream: BufferedRWPair, command: str) -> str:
    stream.write(f"{command}\r\n".encode("ascii"))
    stream.flush()
    return stream.readline(_LONGEST).decode("ascii", "replace").strip()


def _values(stream: BufferedRWPair, command: str) -> dict[str, str]:
    found: dict[str, str] = {}
    line = _say(stream, command)
    while (match := re.fullmatch(r"STAT (\S+) ?(.*)", line)) is not None:
        found[match[1]] = match[2]
        line = stream.readline(_LONGEST).decode("ascii", "replace").strip()
    return found
