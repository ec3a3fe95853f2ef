"""Passages: the place of a text where a search found something, with what it found marked."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Final

from core.text.excerpts import MAX_WIDTH
from core.text.folding import fold
from core.text.scripts import UNSPACED

#: A piece of a text, and whether it is what was looked for.
Piece = tuple[str, bool]
Passage = tuple[Piece, ...]
#: Where a hit begins and ends, and which pattern's it is.
_Span = tuple[int, int, int]

#: Characters that are looked at as one line: a program's text has no end.
_LINE: Final = 2000
#: How much of a passage stands before its first hit, at most: a quarter.
_BEFORE: Final = 4
_WIDE: Final = re.compile(f"[{UNSPACED}]")
#: A character with what is joined to it.
_JOINED: Final = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_MARK: Final = re.compile(f"[{_JOINED}]")
_CLUSTER: Final = re.compile(f".[{_JOINED}]*", re.DOTALL)


def marked(text: str, patterns: Sequence[str]) -> Passage:
    """Return a whole text in pieces, with what one of the patterns finds in its folded form marked."""
    return tuple(_pieces(text, 0, len(text), _spans(text, patterns)))


def passage(lines: Sequence[str], patterns: Sequence[str]) -> Passage:
    """Return the part of a text that says most of what was looked for, or two parts; empty where none does."""
    cut = list(_cut(lines)) or [""]
    # Folded as one, which is faster; a line's end stays one.
    folded = fold("\n".join(cut)).split("\n")
    found = [
        (place, line, _indexes(seen, patterns)) for place, (line, seen) in enumerate(zip(cut, folded, strict=True))
    ]
    best = max(found, key=lambda each: len(each[2]))
    if not best[2]:
        return ()
    other = max(found, key=lambda each: len(each[2] - best[2]))
    chosen = [best, other] if other[2] - best[2] else [best]
    pieces: list[Piece] = []
    for _, line, _ in sorted(chosen, key=lambda each: each[0]):
        pieces += [(" ", False)] if pieces else []
        pieces += _window(line, _spans(line, patterns), MAX_WIDTH // len(chosen))
    return tuple(pieces)


def _cut(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from (line[start : start + _LINE] for start in range(0, len(line), _LINE))


def _indexes(folded: str, patterns: Sequence[str]) -> frozenset[int]:
    return frozenset(index for index, pattern in enumerate(patterns) if re.search(pattern, folded))


def _spans(text: str, patterns: Sequence[str]) -> list[_Span]:
    """Return where the patterns find something, as places of the text as it is written."""
    folded, starts, ends = _aligned(text)
    return sorted(
        (starts[hit.start()], ends[hit.end() - 1], index)
        for index, pattern in enumerate(patterns)
        for hit in re.finditer(pattern, folded)
    )


def _aligned(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the folded text, and of each of its characters where in the text it comes from."""
    folded = fold(text)
    if len(folded) == len(text) and not _MARK.search(text):
        return folded, range(len(text)), range(1, len(text) + 1)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = fold(cluster[0])
        parts.append(part)
        starts += [cluster.start()] * len(part)
        ends += [cluster.end()] * len(part)
    return "".join(parts), starts, ends


def _window(line: str, spans: Sequence[_Span], width: int) -> Iterator[Piece]:
    """Yield as much of a line as the width has room for, around the place that says most."""
    if not spans:  # what was found straddles pieces of a long line
        spans = [(0, 0, 0)]
    first = max(spans, key=lambda span: (_distinct(line, spans, span[0], width), -span[0]))[0]
    start = _word_start(line, _backwards(line, first, width // _BEFORE), first)
    end = _forwards(line, start, width)
    start = min(start, _word_start(line, _backwards(line, end, width), first))
    end = next((ends for begins, ends, _ in spans if begins < end < ends), _word_end(line, end, first))
    yield from [("…", False)] if start > 0 else []
    yield from _pieces(line, start, end, spans)
    yield from [("…", False)] if end < len(line) else []


def _distinct(line: str, spans: Sequence[_Span], start: int, width: int) -> int:
    end = _forwards(line, start, width - width // _BEFORE)
    # Only what is near: a line of one letter has thousands of them, and each is looked at from.
    near = takewhile(lambda span: span[0] < end, islice(spans, bisect_left(spans, (start,)), None))
    return len({index for _, ends, index in near if ends <= end})


def _pieces(text: str, start: int, end: int, spans: Sequence[_Span]) -> Iterator[Piece]:
    for begins, ends, _ in spans:
        begins, ends = max(begins, start), min(ends, end)  # noqa: PLW2901 - only what isn't marked already
        if begins >= ends:
            continue
        if begins > start:
            yield text[start:begins], False
        yield text[begins:ends], True
        start = ends
    if start < end:
        yield text[start:end], False


def _width(character: str) -> int:
    return 2 if _WIDE.match(character) else 1


def _forwards(text: str, start: int, width: int) -> int:
    for place in range(start, len(text)):
        width -= _width(text[place])
        if width < 0:
            return place
    return len(text)


def _backwards(text: str, end: int, width: int) -> int:
    for place in range(end, 0, -1):
        width -= _width(text[place - 1])
        if width < 0:
            return place
    return 0


def _word_start(text: str, start: int, limit: int) -> int:
    """Return the first place from `start` on where no word is cut; `start` itself if there is none up to `limit`."""
    return next((place for place in range(start, limit + 1) if _is_between(text, place)), start)


def _word_end(text: str, end: int, limit: int) -> int:
    """Return the last place up to `end` where no word is cut; `end` itself if there is none down to `limit`."""
    return next((place for place in range(end, limit, -1) if _is_between(text, place)), end)


def _is_between(text: str, place: int) -> bool:
    if place in {0, len(text)}:
        return True
    before, after = text[place - 1], text[place]
    return before.isspace() or after.isspace() or bool(_WIDE.match(before)) or bool(_WIDE.match(after))
