"""What differs between two texts: line by line, and within a line that was changed word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

#: Longer texts are shown without what differs.
LINES: Final = 4000
#: Words that are compared one by one, of a changed passage and of all together.
WORDS: Final = 1000
WORDS_IN_ALL: Final = 10_000
#: More words, or lines, than these are laid beside each other by those that stand in each text once. By all of them it
#: takes time that grows with the cube: two kilobytes of "a b a b" would hold up everybody for twenty seconds.
FEW: Final = 50
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
    room = WORDS_IN_ALL
    for tag, left, left_end, right, right_end in _steps(old, new):
        if tag != "equal":
            before, after = "\n".join(old[left:left_end]), "\n".join(new[right:right_end])
            words = _WORD.findall(before), _WORD.findall(after)
            room -= max(map(len, words))
            found.append(_in_detail(*words) if room >= 0 else Difference(_whole(before), _whole(after)))
    return found


def _in_detail(old: Sequence[str], new: Sequence[str]) -> Difference:
    if not old or not new or max(len(old), len(new)) > WORDS:
        return Difference(_whole("".join(old)), _whole("".join(new)))
    steps = _steps(old, new)
    return Difference(
        tuple(_pieces(old, [(tag, start, end) for tag, start, end, _, _ in steps])),
        tuple(_pieces(new, [(tag, start, end) for tag, _, _, start, end in steps])),
    )


def _steps(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return the steps that make the new one of the old one."""
    is_long = max(len(old), len(new)) > FEW
    repeated = {each for each, number in (Counter(old) | Counter(new)).items() if is_long and number > 1}
    return SequenceMatcher(repeated.__contains__, old, new, autojunk=False).get_opcodes()


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_changed=True),) if text else ()


def _pieces(words: Sequence[str], steps: Sequence[tuple[str, int, int]]) -> Iterator[Piece]:
    for tag, start, end in steps:
        if start < end:
            yield Piece("".join(words[start:end]), tag != "equal")
