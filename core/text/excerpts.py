"""Plain text of an article: whole, as search and counting want it, or the beginning that a list shows."""

import html
import re

from core.text.scripts import FULL_WIDTH_MARKS, UNSPACED, joins_without_space

_TAG = re.compile('<(?:[^">]|"[^"]*")*>')
_BLOCK = (
    "address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|ol|p|pre|"
    "section|summary|table|tbody|tfoot|thead|tr|ul"
)
_BLOCK_TAG = re.compile(f"</?(?:{_BLOCK})(?: [^>]*)?>")
_CELL_END = re.compile("</t[dh]>")
# Not part of what is read: how a word is spoken, a note's number and the arrow back from it, a formula's TeX.
_APPARATUS = re.compile(
    "<(?P<ruby>rt|rp)(?: [^>]*)?>.*?</(?P=ruby)>"
    '|<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref".*?</a>'
    "|<annotation(?: [^>]*)?>.*?</annotation>",
    re.DOTALL,
)
# In formulas variables of one letter stand close together; a name of several, like cos, is a word of its own.
_NAME = re.compile("(?<=</m[in]>)<m[io](?: [^>]*)?>(?=[A-Za-z]{2})")
# Not part of what a text begins with.
_NOT_PROSE = re.compile(
    "<(?P<tag>pre|h[1-6]|table|figcaption|section)(?: [^>]*)?>.*?</(?P=tag)>"
    '|<p class="(?:callout-title|embed)">.*?</p>|(?P<formula><div class="math").*?</div>',
    re.DOTALL,
)

# Stands where a formula was between two lines, for what follows only makes sense after it.
_GAP = "\0"

#: What an excerpt may measure: 110 Han letters, or 220 of a script half as wide.
MAX_WIDTH = 220
_WIDE = re.compile(f"[{UNSPACED}]")
_FULL_WIDTH_END = re.compile(f"[{FULL_WIDTH_MARKS}]$")
# A full stop ends a sentence where a space follows: 3.5 and example.com don't.
_SENTENCE_END = re.compile("(?:[。！？…]|[.!?\u0964](?=[\"'”’)\\]]*(?:\\s|$)))[!?！？。…]*[\"'”’」』）)\\]]*")
_TRAILING_MARKS = " \t\n,;:–—-、，；：（(“‘「『["


def plain_text(markup: str) -> str:
    """Return the text of rendered HTML, a line for each block, without what is no part of the reading."""
    text = _CELL_END.sub(" ", _BLOCK_TAG.sub("\n", _NAME.sub(" ", _APPARATUS.sub("", markup)).replace("\n", " ")))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", text)).split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(markup: str) -> str:
    """Return how an article begins, in plain text of one line: whole sentences if they fill half of the room.

    Headings, code, tables, captions and notes are passed over; a formula between two lines ends it.
    """
    prose = _NOT_PROSE.sub(lambda found: f"\n{_GAP}\n" if found["formula"] else "\n", markup)
    before, _, after = plain_text(prose).strip(f"{_GAP}\n").partition(_GAP)
    text = _one_line(before.rstrip("\n"))
    end = _fitting(text, MAX_WIDTH)
    if end == len(text):
        return text.rstrip(_TRAILING_MARKS) + "…" if after and text[-1] in _TRAILING_MARKS else text
    sentences = [found.end() for found in _SENTENCE_END.finditer(text) if found.end() <= end]
    if sentences and sentences[-1] >= _fitting(text, MAX_WIDTH // 2):
        return text[: sentences[-1]]
    return text[: _word_end(text, _fitting(text, MAX_WIDTH - 2))].rstrip(_TRAILING_MARKS) + "…"


def _one_line(text: str) -> str:
    lines = text.split("\n")
    line = lines[0]
    for following in lines[1:]:
        # A full-width mark has its space within.
        is_close = _FULL_WIDTH_END.search(line) or joins_without_space(line[-1:], following[:1])
        line += ("" if is_close else " ") + following
    return line


def _fitting(text: str, width: int) -> int:
    """Return how many characters of a text fit into a width, where a full-width one takes two."""
    for position, character in enumerate(text):
        width -= 2 if _WIDE.match(character) else 1
        if width < 0:
            return position
    return len(text)


def _word_end(text: str, end: int) -> int:
    """Return the last place up to `end` where no word is cut; `end` itself if there is none."""
    for position in range(end, 0, -1):
        before, after = text[position - 1], text[position]
        if before.isspace() or after.isspace() or _WIDE.match(before) or _WIDE.match(after):
            return position
    return end
