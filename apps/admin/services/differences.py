"""What differs between two texts: line by line, and within a line that was changed word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

#: Longer texts are shown without what differs: comparing takes time that grows with the square.
LINES: Final = 4000
#: Words of a changed passage that are compared one by one, and how many such passages.
WORDS: Final = 1000
PASSAGES: Final = 100
#: A Han character is a word of its own; spaces stand alone, so that nothing is lost when pieces are put together.
_WORD: Final = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage, and whether the other text lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that isn't the same in both texts; empty on one side where only the other has it."""

    saved: tuple[Piece, ...]
    typed: tuple[Piece, ...]


def compare(saved: str, typed: str) -> list[Difference]:
    """Return the passages that differ, in their order; none for texts too long to compare."""
    old, new = saved.splitlines(), typed.splitlines()
    if max(len(old), len(new)) > LINES:
        return []
    found: list[Difference] = []
    for tag, left, left_end, right, right_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            before, after = "\n".join(old[left:left_end]), "\n".join(new[right:right_end])
            found.append(_passage(before, after, in_detail=len(found) < PASSAGES))
    return found


def _passage(before: str, after: str, *, in_detail: bool) -> Difference:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not in_detail or not old or not new or max(len(old), len(new)) > WORDS:
        return Difference(_whole(before), _whole(after))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Difference(
        tuple(_pieces(old, [(tag, start, end) for tag, start, end, _, _ in steps])),
        tuple(_pieces(new, [(tag, start, end) for tag, _, _, start, end in steps])),
    )


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_changed=True),) if text else ()


def _pieces(words: Sequence[str], steps: Sequence[tuple[str, int, int]]) -> Iterator[Piece]:
    for tag, start, end in steps:
        if start < end:
            yield Piece("".join(words[start:end]), tag != "equal")
