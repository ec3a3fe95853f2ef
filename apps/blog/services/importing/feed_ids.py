"""The ids that feed readers know posts by, from where they were: with another one, each post would be new to all."""

import posixpath
import re
import uuid
from typing import Final
from urllib.parse import quote

from apps.blog.services.importing.fields import Fields

_LONGEST: Final = 255
#: An address or another name that begins by saying what kind of one it is; Atom takes no other.
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def given_id(fields: Fields) -> str:
    """Return the id that a post's front matter names; empty where it names none that is one."""
    named = _fitting(fields.line("guid", "atom_id", "feed_id"))
    return named or _from_uuid(fields.line("uuid"))


def jekyll_id(url: str, path: str, name: str) -> str:
    """Return the id that jekyll-feed gave to the post of a file name, shown at a path of a site; empty without a url.

    It is the address without the file's ending, whatever the permalink ends with.
    """
    if not url or not path:
        return ""
    folder = posixpath.dirname(path.rstrip("/")).rstrip("/")
    return _fitting(f"{url.rstrip('/')}{folder}/{quote(name, safe='')}")


def _from_uuid(text: str) -> str:
    try:
        return f"urn:uuid:{uuid.UUID(text)}"
    except ValueError:
        return ""


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST and _ID.fullmatch(text) else ""
