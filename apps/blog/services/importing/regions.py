"""Regions of a Markdown text: what is code, and what is HTML, where other rules hold than in the rest."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

_RUN = re.compile("`+")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


class Regions:
    """Where in a text code and HTML blocks stand."""

    def __init__(self, text: str) -> None:
        """Look at the text once; all answers are about it."""
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        blocks = list(_blocks(text, [*starts, len(text)]))
        self._fences = [block[:2] for block in blocks if block[2] == "fence"]
        self._html = [block[:2] for block in blocks if block[2] == "html_block"]
        whole = [block[:2] for block in blocks if block[2] != "html_block"]
        within = [span for gap in _gaps(whole, len(text)) for span in _spans(text, *gap)]
        self._code = _joined([*whole, *within])

    def is_code(self, position: int) -> bool:
        """Tell whether a position is in a block or a span of code."""
        return _holds(self._code, position)

    def is_fence(self, position: int) -> bool:
        """Tell whether a position is in a fenced block."""
        return _holds(self._fences, position)

    def is_html(self, position: int) -> bool:
        """Tell whether a position is in a block of HTML, where no Markdown is read."""
        return _holds(self._html, position)


def _holds(spans: list[tuple[int, int]], position: int) -> bool:
    index = bisect_right(spans, (position, 1 << 62)) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]


def _blocks(text: str, starts: list[int]) -> Iterator[tuple[int, int, str]]:
    tokens: list[Token] = _parser().parse(text)
    for token in tokens:
        if token.type in {"fence", "code_block", "html_block"} and token.map:
            first, last = (min(line, len(starts) - 1) for line in token.map)
            yield starts[first], starts[last], token.type


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _gaps(spans: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    edges = [(0, 0), *spans, (length, length)]
    for (_, end), (start, _) in pairwise(edges):
        if end < start:
            yield end, start


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of code between two positions: in backticks, and in <code> and <pre>."""
    edges = [start, *(found.end() for found in _PARAGRAPH_END.finditer(text, start, end)), end]
    for first, last in pairwise(edges):
        yield from _in_backticks(text, first, last)
    lower = text[start:end].lower()
    for name in ("code", "pre"):
        for first, last in _elements(lower, name):
            yield start + first, start + last


def _in_backticks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    runs = list(_RUN.finditer(text, start, end))
    lengths = [found.end() - found.start() for found in runs]
    index = 0
    while index < len(runs):
        # A run without an end is the last of its length, so there are few of them.
        closing = next((after for after in range(index + 1, len(runs)) if lengths[after] == lengths[index]), index)
        if closing > index:
            yield runs[index].start(), runs[closing].end()
        index = closing + 1


def _elements(lower: str, name: str) -> Iterator[tuple[int, int]]:
    start = lower.find(f"<{name}")
    while start >= 0:
        end = lower.find(f"</{name}", start)
        if end < 0:
            return
        yield start, end
        start = lower.find(f"<{name}", end)
