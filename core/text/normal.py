"""Unicode's normal forms, in linear time: for every text that somebody else has written."""

import functools
import itertools
import re
import unicodedata
from typing import Final, Literal

#: Marks that one character keeps. The languages that need most need five or so; the Stream-Safe Text Format of Unicode
#: (UAX #15) allows as many as here.
MOST_MARKS: Final = 30
#: No mark stands before or beyond these, of the characters of today.
_FIRST, _LAST = 0x300, 0x1FFFF


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Return the normal form of a text in which no character has more marks than anybody writes.

    Bringing marks into their order takes time that grows with the square of how many there are on one character, and
    nothing else runs meanwhile: a form of two megabytes would stop the process for half an hour.
    """
    if text.isascii():
        return text
    one, flood = _marks()
    # Of more marks than one character keeps, one stands where we look; which is 30 times as fast as to look everywhere.
    if one.search(text[:: MOST_MARKS + 1]):
        text = flood.sub(r"\1", text)
    return unicodedata.normalize(form, text)


@functools.cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a mark, and what finds more of them than one character keeps."""
    marks = [code for code in range(_FIRST, _LAST) if _is_sorted(chr(code))]
    # As ranges: beyond the first 65,536 code points a search looks at one after the other.
    runs = itertools.groupby(enumerate(marks), key=lambda numbered: numbered[1] - numbered[0])
    ends = [[code for _, code in run] for _, run in runs]
    inside = "".join(f"{chr(codes[0])}-{chr(codes[-1])}" for codes in ends)
    return re.compile(f"[{inside}]"), re.compile(f"([{inside}]{{{MOST_MARKS}}})[{inside}]+")


def _is_sorted(character: str) -> bool:
    """Tell whether normalising moves the character past its neighbours, as it is or as what it is made of."""
    # What isn't a mark or a modifier decomposes to a character that marks don't pass.
    if unicodedata.category(character) not in {"Mn", "Mc", "Me", "Lm"}:
        return False
    return any(unicodedata.combining(part) for part in unicodedata.normalize("NFKD", character))
