"""Addresses in the web that come from outside: which a setting or a text may hold, and which a visitor is led to."""

import re
from typing import Final
from urllib.parse import urlsplit

from core.addresses import find_address, is_host

#: What no address holds as it was typed: spaces end it, browsers drop control characters or read a backslash as a
#: slash, and the others are the marks around it.
_FOREIGN: Final = re.compile(r"[\s\x00-\x1f\x7f\\<>\"]")
#: Characters of a path that somebody is led to.
_LONGEST: Final = 2000


def is_full_address(address: str, schemes: tuple[str, ...] = ("https", "http")) -> bool:
    """Tell whether this is an address with a scheme and a host, and no name or password in it."""
    if _FOREIGN.search(address):
        return False
    try:
        parts = urlsplit(address)
        # Judges the port, and raises for one that is none.
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in schemes or "@" in parts.netloc or not parts.hostname:
        return False
    if "[" in parts.netloc:
        return find_address(parts.hostname) is not None
    return is_host(_ascii(parts.hostname.removesuffix(".")))


def is_own_path(address: str) -> bool:
    """Tell whether this is a path of this site."""
    return not _FOREIGN.search(address) and has_no_host(address)


def local_path(text: str) -> str:
    """Return the path that a request wants to be led to; empty for what a browser could take for another site's.

    It came decoded, so that it may hold spaces and marks, but nothing that can't be seen: unlike is_own_path(), which
    judges what somebody typed.
    """
    if len(text) > _LONGEST or not text.isprintable() or "\\" in text:
        return ""
    return text if has_no_host(text) else ""


def has_no_host(path: str) -> bool:
    """Tell whether a path begins with one slash: two would name a host."""
    return path.startswith("/") and not path.startswith("//")


def _ascii(host: str) -> str:
    """Return a host as it stands in DNS; what has no such form is left as it is, to be refused."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
