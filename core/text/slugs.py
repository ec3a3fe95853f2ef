"""Slugs: the readable last part of an address, made from a title."""

import functools
import importlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Literal

from core.text.normal import normal

SlugStyle = Literal["unicode", "pinyin", "id"]

MAX_LENGTH = 100

#: Words that stand, or may come to stand, in a route where a slug could be.
RESERVED = frozenset(
    {
        "archive",
        "categories",
        "comments",
        "delete",
        "edit",
        "feed",
        "history",
        "index",
        "new",
        "page",
        "pages",
        "posts",
        "preview",
        "publish",
        "search",
        "subscribe",
        "tags",
    }
)

# Neither vowels nor signs that look alike: an id never spells a word, and can be read out.
_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_NO_ASCII_WORD = re.compile("[^a-z0-9]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\uff07]")


def slugify(text: str, style: SlugStyle = "unicode") -> str:
    """Return a slug of at most 100 characters for a text; a random id where nothing of the text is left."""
    if style == "id":
        return short_id()
    slug = slug_words(_pinyin(text) if style == "pinyin" else text) or short_id()
    return numbered(slug, 1) if slug in RESERVED else slug


def slug_words(text: str) -> str:
    """Return the letters and digits of a text in lower case, joined by hyphens; empty if it has none."""
    folded = slug_key(_APOSTROPHES.sub("", text))
    if folded.isascii():
        kept = _NO_ASCII_WORD.sub("-", folded)
    else:
        kept = "".join(
            character if _belongs(character) else "-" for character in folded if not _is_invisible(character)
        )
    return _shorten(re.sub("-{2,}", "-", kept).strip("-"), MAX_LENGTH)


def slug_key(slug: str) -> str:
    """Return the form in which two slugs are compared: NFKC and without case."""
    return normal("NFKC", normal("NFKC", slug).casefold())


def numbered(slug: str, number: int) -> str:
    """Return `slug-2` for 2, shortening the slug where it would grow past 100 characters."""
    suffix = f"-{number}"
    return _shorten(slug, MAX_LENGTH - len(suffix)) + suffix


def short_id() -> str:
    """Return eight random characters, enough to tell a site's posts apart (38 bits)."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(8))


def _belongs(character: str) -> bool:
    # A mark (the vowels of Hindi, for one) belongs to the letter before it.
    return unicodedata.category(character)[0] in "LMN"


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _shorten(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    head, hyphen, _ = slug[: length + 1].rpartition("-")
    if hyphen:
        return head.rstrip("-")
    end = length
    while end > 1 and unicodedata.category(slug[end])[0] == "M":
        end -= 1
    return slug[:end]


def _pinyin(text: str) -> str:
    return " ".join(_lazy_pinyin()(text))


@functools.cache
def _lazy_pinyin() -> Callable[[str], list[str]]:
    # Its tables take 60 MB and a quarter of a second: only a site that asks for pinyin pays for them.
    lazy_pinyin: Callable[[str], list[str]] = importlib.import_module("pypinyin").lazy_pinyin
    return lazy_pinyin
