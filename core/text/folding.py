"""Folding: one form for all ways to write the same, so that a search finds a text however either was typed."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import chain
from typing import Final

from core.text.normal import normal

#: OpenCC's tables of single characters: what Taiwan and Hong Kong write leads to what all of Traditional Chinese does,
#: and that to Simplified. Phrases would fold a text and a part of it differently.
_VARIANTS: Final = ("TWVariantsRev.txt", "HKVariantsRev.txt")
_SIMPLIFIED: Final = "TSCharacters.txt"
#: Letters with marks of the Latin script, which people often leave out: é, ñ, ö.
_LATIN: Final = ((0xC0, 0x250), (0x1E00, 0x1F00))
#: Not seen, or no part of the word: soft hyphens, zero widths, directions, variation selectors, the points of Hebrew
#: and the vowels of Arabic.
_UNSEEN: Final = (
    *((0xAD, 0xAE), (0x34F, 0x350), (0x591, 0x5BE), (0x5BF, 0x5C0), (0x5C1, 0x5C3), (0x5C4, 0x5C6), (0x5C7, 0x5C8)),
    *((0x61C, 0x61D), (0x640, 0x641), (0x64B, 0x660), (0x670, 0x671), (0x180B, 0x180F), (0x200B, 0x2010)),
    *((0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0xFEFF, 0xFF00), (0xE0100, 0xE01F0)),
)
#: ASCII, punctuation, kana, Han.
_USUAL: Final = ((0, 0x80), (0x2010, 0x2027), (0x3000, 0x3100), (0x4E00, 0xA000), (0xFF00, 0xFFF0))
_MARK: Final = re.compile("[\u0300-\u036f]")
_LOOSE_MARKS: Final = re.compile("([a-z])[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Return a text in the form that is compared: NFKC, without case, width or accents, in Simplified Chinese."""
    if text.isascii():
        return text.lower()
    # The second time no character has more marks than the first has left it.
    folded = unicodedata.normalize("NFKC", normal("NFKC", text).casefold())
    if folded.isascii():
        return folded
    folded = folded.translate(_table())
    return _LOOSE_MARKS.sub(r"\1", folded) if _MARK.search(folded) else folded


@functools.cache
def _table() -> dict[int, str | None]:
    variants = dict(chain.from_iterable(map(_pairs, _VARIANTS)))
    simplified = dict(_pairs(_SIMPLIFIED))
    characters = (*variants, *simplified)
    folded = {ord(character): _folded(character, (variants, simplified)) for character in characters}
    unseen = dict.fromkeys(chain.from_iterable(range(*ends) for ends in _UNSEEN))
    # A character that the table doesn't know costs an exception: what most texts are made of stands there as itself.
    usual = {code: chr(code) for code in chain.from_iterable(range(*ends) for ends in _USUAL)}
    return {**usual, **folded, **_without_marks(), **unseen}


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield each character of a table with the first of those that it may become."""
    table = resources.files("opencc").joinpath("dictionary", name).read_text("utf-8")
    for line in table.splitlines():
        character, _, others = line.partition("\t")
        if others:
            yield character, others.split(" ")[0]


def _folded(character: str, tables: tuple[Mapping[str, str], ...]) -> str:
    """Follow the tables to the end: what Simplified calls 么 is a variant itself."""
    for table in tables * 3:
        character = table.get(character, character)
    return character


def _without_marks() -> dict[int, str]:
    bare = {}
    for code in chain.from_iterable(range(*ends) for ends in _LATIN):
        letter = "".join(part for part in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(part))
        if letter.isascii() and letter:
            bare[code] = letter.lower()
    return bare
