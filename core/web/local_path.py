"""Paths that come from outside and are led to: only those of this site."""

from typing import Final

_LONGEST: Final = 2000


def local_path(text: str) -> str:
    """Return a path of this site as it is; empty for whatever a browser could take for another site's address.

    Browsers read a backslash as a slash, "//" as the beginning of a host, and drop control characters before that.
    """
    if len(text) > _LONGEST or not text.isprintable() or "\\" in text:
        return ""
    return text if text.startswith("/") and not text.startswith("//") else ""
