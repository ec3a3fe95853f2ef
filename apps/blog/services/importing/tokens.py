"""Liquid's tokens: where a text has {% tags %} and {{ outputs }}; found in linear time, whatever the text."""

import re
from dataclasses import dataclass

_OPENING = re.compile(r"\{[{%]")
_TAG = re.compile(r"\{%-?\s*([A-Za-z_][\w-]*)(.*?)-?%\}", re.DOTALL)
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Token:
    """A tag with its name and arguments, or, without a name, an output with its expression."""

    start: int
    end: int
    name: str
    content: str


class Tokens:
    """The tokens of one text."""

    def __init__(self, text: str) -> None:
        """Look at nothing before it is asked for."""
        self._text = text
        self._closes = {"{%": _Next(text, "%}"), "{{": _Next(text, "}}")}

    def after(self, position: int) -> Token | None:
        """Return the first token from a position on; positions never go back."""
        while opening := _OPENING.search(self._text, position):
            position = opening.end()
            end = self._closes[opening[0]].after(position)
            token = _token(self._text, opening, end) if 0 <= end <= position + _LONGEST else None
            if token:
                return token
        return None


class _Next:
    """The next place of a mark; looks ahead once for all that ask before it."""

    def __init__(self, text: str, mark: str) -> None:
        self._text, self._mark = text, mark
        self._found = 0

    def after(self, position: int) -> int:
        """Return where the mark stands next, -1 if nowhere."""
        if 0 <= self._found < position:
            self._found = self._text.find(self._mark, position)
        return self._found


def _token(text: str, opening: re.Match[str], end: int) -> Token | None:
    start = opening.start()
    whole = text[start : end + 2]
    if opening[0] == "{{":
        inner = whole[2:-2]
        # A paragraph's end, or another beginning, says that these braces were only braces.
        if "\n\n" in inner or "{%" in inner or "{{" in inner:
            return None
        return Token(start, end + 2, "", inner.strip("-").strip())
    found = _TAG.fullmatch(whole)
    return Token(start, end + 2, found[1], found[2].strip()) if found else None
