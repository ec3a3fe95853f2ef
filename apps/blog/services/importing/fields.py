"""What the fields of a front matter mean, in the many forms in which people write them."""

import html
import re
from collections.abc import Mapping
from typing import Any

from core.languages import canonical

_NOTHING = frozenset({"", "~", "null"})
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})
_COMMAS = re.compile(r"[,，、;；]")
_NUMBER = re.compile(r"([0-9]{1,9})(?:px)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
# A title may say "the <title> element"; these few are never meant as words.
_INLINE_TAG = re.compile(r"</?(?:em|strong|b|i|u|br|span|sup|sub|small|wbr)\b[^<>]*>", re.IGNORECASE)


class Fields:
    """The fields of one file, by name."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """Read `values`, whose names are in lower case."""
        self._values = values

    def line(self, *names: str) -> str:
        """Return the first of these fields that says something, on one line; empty if none does."""
        return " ".join(self.text(*names).split())

    def text(self, *names: str) -> str:
        """Return the first of these fields that says something."""
        return next((text for name in names if (text := text_of(self._values.get(name)))), "")

    def title(self) -> str:
        """Return the title without the HTML that a template would have taken as such."""
        return " ".join(html.unescape(_INLINE_TAG.sub("", self.text("title"))).split())

    def names(self, many: str, one: str, *, spaced: bool) -> tuple[str, ...]:
        """Return a list of names: the field `many`, a list or a line, and `one`, which is never taken apart."""
        found = names_of(self._values.get(many), spaced=spaced)
        single = self._values.get(one)
        found += names_of(single, spaced=False) if isinstance(single, list) else (text_of(single),)
        return tuple(dict.fromkeys(name for name in found if name))

    def people(self, *names: str) -> tuple[str, ...]:
        """Return the names of people: text, a list, or mappings with a name."""
        found = (person for name in names for person in _people(self._values.get(name)))
        return tuple(dict.fromkeys(person for person in found if person))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return the fields within a field; none for one that is no mapping."""
        value = self._values.get(name)
        return {str(key).lower(): part for key, part in value.items()} if isinstance(value, dict) else {}

    def number(self, name: str) -> int:
        """Return a field as a whole number from 0 on, 0 for what is none; "800px" is one."""
        found = _NUMBER.fullmatch(text_of(self._values.get(name)))
        return int(found[1]) if found else 0

    def is_yes(self, name: str) -> bool:
        """Tell whether a field says yes."""
        return text_of(self._values.get(name)).lower() in _YES

    def is_no(self, name: str) -> bool:
        """Tell whether a field is there and says no."""
        return text_of(self._values.get(name)).lower() in _NO


def language_tag(text: str) -> str:
    """Return a language as BCP 47 has it (zh-Hans for zh_CN.UTF-8), empty for what is none."""
    tag = text.replace("_", "-").partition(".")[0]
    return canonical(tag) if _LANGUAGE.fullmatch(tag) else ""


def text_of(value: object) -> str:
    """Return a value as text; empty for nothing, lists and mappings."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    return "" if text.lower() in _NOTHING else text


def names_of(value: object, *, spaced: bool) -> tuple[str, ...]:
    """Return the names in a list or a line; a line without commas is one name, or with `spaced` one for each word."""
    if isinstance(value, list):
        return tuple(" ".join(text_of(each).split()) for each in value)
    line = text_of(value)
    parts = _COMMAS.split(line) if _COMMAS.search(line) else line.split() if spaced else [line]
    return tuple(" ".join(part.split()) for part in parts)


def _people(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        named = value.get("name") or value.get("display_name")
        return (" ".join(text_of(named).split()),)
    if isinstance(value, list):
        return tuple(name for each in value for name in _people(each) if not isinstance(each, list))
    return (" ".join(text_of(value).split()),)
