"""A site's own CSS: looked through for what would load anything from elsewhere, which readers were promised not to."""

import re
from collections.abc import Iterator
from typing import Final

from core.i18n import N_, Message

#: Characters of it.
MOST: Final = 20_000

# What CSS is made of, as far as it matters here (CSS Syntax 3, section 4). An escape counts as a letter of a word.
_ESCAPE: Final = r"\\(?:[0-9A-Fa-f]{1,6}\s?|[^\n0-9A-Fa-f])"
_TOKEN: Final = re.compile(
    rf"""
    (?P<comment>/\*.*?(?:\*/|\Z))
    |"(?P<double>(?:[^"\\\n]|\\\n|{_ESCAPE})*)"?
    |'(?P<single>(?:[^'\\\n]|\\\n|{_ESCAPE})*)'?
    |(?P<word>@?(?:[-\w]|{_ESCAPE})+)(?P<call>\(?)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: The address in url(…) without quotes, where nothing is a comment.
_BARE: Final = re.compile(rf"\s*(?!\s*[\"'])((?:[^)\\]|{_ESCAPE}|\\)*)\)?")
_ESCAPED: Final = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_HIGHEST: Final = 0x10FFFF
#: A scheme or two slashes, as browsers read addresses: any slash will do, and what is no letter before it.
_ELSEWHERE: Final = re.compile(r"[\s\x00-\x1f]*(?:[a-z][a-z0-9+.\s-]*:|[/\\]\s*[/\\])", re.IGNORECASE)
_DRAWN_HERE: Final = re.compile(r"\s*data:image/", re.IGNORECASE)
#: Functions whose text is an address.
_LOADING: Final = frozenset(
    {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"}
)
_IMPORT: Final = "@import"
#: Functions that stand for a text from elsewhere in the sheet or the page, which nobody can judge beforehand.
_PUT_IN: Final = frozenset({"var", "env", "attr", "if", "inherit", "random-item", "first-valid", "toggle"})


def find_fault(css: str) -> Message | None:
    """Return a sentence about the first thing that would come from elsewhere, with its line; None for good CSS."""
    for position, by, address in _loaded(css):
        line = css.count("\n", 0, position) + 1
        if by == _IMPORT:
            return N_("Line %(line)s: @import is not taken; put its rules here instead.", line=line)
        if by:
            return N_(
                "Line %(line)s: %(function)s can't stand where something is loaded; put the address itself there.",
                line=line,
                function=f"{by[:40]}()",
            )
        if _ELSEWHERE.match(address) and not _DRAWN_HERE.match(address):
            return N_(
                "Line %(line)s: “%(address)s” would be loaded from elsewhere. A path of this site and data:image/… do.",
                line=line,
                address=address.strip()[:60],
            )
    return None


def _loaded(css: str) -> Iterator[tuple[int, str, str]]:
    """Yield where something is loaded: by @import, by a function that is put in for it, else from which address."""
    position = 0
    #: For each bracket that is open, whether a string in it is an address.
    within: list[bool] = []
    while match := _TOKEN.match(css, position):
        start, position = position, match.end()
        text = match["double"] if match["double"] is not None else match["single"]
        name = _meant(match["word"] or "").lower()
        is_inside = bool(within) and within[-1]
        if text is not None and is_inside:
            yield start, "", _meant(text)
        elif name == _IMPORT or (match["call"] and is_inside and (name in _PUT_IN or name.startswith("--"))):
            yield start, name, ""
        elif match["call"] or match["other"] == "(":
            within.append(name in _LOADING or is_inside)
            if name == "url" and (bare := _BARE.match(css, position)):
                yield start, "", _meant(bare[1])
                within.pop()
                position = bare.end()
        elif match["other"] == ")" and within:
            within.pop()


def _meant(text: str) -> str:
    """Return a text with its escapes read."""

    def read(match: re.Match[str]) -> str:
        if match[1] is None:
            return "" if match[2] == "\n" else match[2]
        code = int(match[1], 16)
        return chr(code) if 0 < code <= _HIGHEST else "\ufffd"

    return _ESCAPED.sub(read, text)
