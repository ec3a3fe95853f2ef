"""DATABASE_URL as SQLAlchemy reads it, and the passwords in it."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

#: Stands in the names passwd, password and ssl_key_password.
_SECRET: Final = "pass"  # noqa: S105 - a part of names


def is_read_alike(text: str) -> bool:
    """Tell whether SQLAlchemy finds the same parts in an address as urllib, and both one end of the password.

    Where they differ a part of the password is a host or a database to one of them, and stands in its errors.
    """
    try:
        url, parts = make_url(text), urlsplit(text)
    except (ArgumentError, ValueError):
        return False
    return parts.netloc.count("@") <= 1 and "@" not in parts.path and _parts_of(url) == _found_by_urllib(parts)


def passwords_in(text: str) -> Iterator[str]:
    """Yield each password of a database's address, as it is written there and as it is meant."""
    url = make_url(text)
    yield urlsplit(text).password or ""
    yield str(url.password or "")
    for name in url.query:
        if _SECRET in name.casefold():
            yield from url.normalized_query[name]
    for name, _, written in (argument.partition("=") for argument in text.partition("?")[2].split("&")):
        if _SECRET in unquote(name).casefold():
            yield written


def _parts_of(url: URL) -> tuple[object, ...]:
    password = str(url.password or "")
    return url.username or "", password, (url.host or "").casefold(), url.port, url.database or ""


def _found_by_urllib(parts: SplitResult) -> tuple[object, ...]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return user, password, (parts.hostname or "").casefold(), parts.port, unquote(parts.path[1:])
