"""A site's own CSS: looked through for what would load anything from elsewhere, which readers were promised not to."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import tinycss2

from core.i18n import N_, Message

#: Characters of it.
MOST: Final = 20_000
#: A scheme or two slashes, as browsers read addresses: any slash will do, and what is no letter before it.
_ELSEWHERE: Final = re.compile(r"[\s\x00-\x1f]*(?:[a-z][a-z0-9+.\s-]*:|[/\\]\s*[/\\])", re.IGNORECASE)
_DRAWN_HERE: Final = re.compile(r"\s*data:image/", re.IGNORECASE)
#: Functions whose text is an address.
_LOADING: Final = frozenset(
    {
        *("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"),
        *("filter", "-webkit-filter"),
    }
)
#: Functions that stand for a text from elsewhere in the sheet or the page, which nobody can judge beforehand.
_PUT_IN: Final = frozenset({"var", "env", "attr", "if", "inherit", "random-item", "first-valid", "toggle"})


def find_fault(css: str) -> Message | None:
    """Return a sentence about the first thing that would come from elsewhere, with its line; None for good CSS."""
    for node, within in _nodes(tinycss2.parse_component_value_list(css, skip_comments=True)):
        fault = _fault_of(node, within=within)
        if fault is not None:
            return fault
    return None


def _nodes(top: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    """Yield the parts of a sheet in their order, each with whether it stands in a function that loads something."""
    waiting = [(iter(top), False)]
    while waiting:
        nodes, within = waiting[-1]
        node = next(nodes, None)
        if node is None:
            waiting.pop()
            continue
        yield node, within
        is_function = node.type == "function"
        # Not by calling itself: brackets may stand in brackets ten thousand times.
        inner = node.arguments if is_function else getattr(node, "content", ())
        waiting.append((iter(inner), within or (is_function and node.lower_name in _LOADING)))


def _fault_of(node: Any, *, within: bool) -> Message | None:
    line = node.source_line
    if node.type == "at-keyword" and node.lower_value == "import":
        return N_("Line %(line)s: @import is not taken; put its rules here instead.", line=line)
    if node.type == "function" and within and (node.lower_name in _PUT_IN or node.lower_name.startswith("--")):
        return N_(
            "Line %(line)s: %(function)s can't stand where something is loaded; put the address itself there.",
            line=line,
            function=f"{node.lower_name[:40]}()",
        )
    is_address = node.type == "url" or (node.type == "string" and within)
    if is_address and _ELSEWHERE.match(node.value) and not _DRAWN_HERE.match(node.value):
        return N_(
            "Line %(line)s: “%(address)s” would be loaded from elsewhere. A path of this site and data:image/… do.",
            line=line,
            address=node.value.strip()[:60],
        )
    return None
