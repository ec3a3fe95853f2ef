"""Callouts: a quotation that begins with `[!NOTE]` becomes an aside with a title."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.text.labels import CALLOUTS, Callout, label

_KINDS: dict[str, Callout] = {**{kind: kind for kind in CALLOUTS}, "caution": "danger"}
_MARK = re.compile(rf"\[!({'|'.join(_KINDS)})\][ \t]*([^\n]*)(?:\n|$)", re.IGNORECASE)


def callouts_plugin(parser: MarkdownIt) -> None:
    """Read GitHub's callouts, `danger` beside its `caution`, and a title of one's own after the mark."""
    parser.core.ruler.after("block", "callouts", _find_callouts)


def _find_callouts(state: StateCore) -> None:
    tokens, ends = state.tokens, []
    # From the end, so that the tokens put in don't move those still to be seen.
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].type == "blockquote_close":
            ends.append(tokens[index])
        elif tokens[index].type == "blockquote_open":
            end = ends.pop()
            is_text = tokens[index + 1].type == "paragraph_open"
            first = tokens[index + 2 if is_text else index]
            if mark := _MARK.match(first.content):
                kind = _KINDS[mark[1].lower()]
                tokens[index].tag = end.tag = "aside"
                tokens[index].attrs = {"class": f"callout {kind}"}
                first.content = first.content[mark.end() :]
                title = _title(mark[2] or label(kind, state.env["language"]))
                tokens[index + 1 : index + 4] = title + (tokens[index + 1 : index + 4] if first.content else [])


def _title(words: str) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, attrs={"class": "callout-title"}, block=True),
        Token("inline", "", 0, content=words, children=[], block=True),
        Token("paragraph_close", "p", -1, block=True),
    ]
