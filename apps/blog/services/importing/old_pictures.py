"""Pictures of imported posts that still stand on the old site: where its files lay, or at its own host."""

import re
from urllib.parse import urlsplit

# Clean HTML has its values in double quotes, and none inside of them.
_IMAGE = re.compile(r'<img\b(?:[^">]|"[^"]*")*>')
_SOURCE = re.compile(r'\ssrc="([^"]+)"')


def count_old_pictures(markup: str, old_host: str) -> int:
    """Return how many pictures in a post's clean HTML have no host, or the old site's."""
    tags = _IMAGE.findall(markup) if "<img" in markup else ()
    hosts = (host_of(source[1]) for tag in tags if (source := _SOURCE.search(tag)))
    return sum(host in {"", old_host} for host in hosts)


def host_of(address: str) -> str:
    """Return an address's host without its www; empty where it names none."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
