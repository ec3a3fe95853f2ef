"""HTML inside Markdown: what is meant as HTML stays for the cleaner, other text in angle brackets shows as text."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from core.text.elements import ALLOWED, DROPPED, MATHEMATICS, UNWRAPPED

_KNOWN = ALLOWED | DROPPED | UNWRAPPED
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def raw_html_plugin(parser: MarkdownIt) -> None:
    """Show `<String>` and a lone `<title>` as they are typed, instead of losing them and what follows."""
    parser.core.ruler.after("inline", "raw_html", _show_what_is_text)


def _show_what_is_text(state: StateCore) -> None:
    for block in state.tokens:
        tags = [child for child in block.children or () if child.type == "html_inline"]
        if block.type == "html_block":
            tags.append(block)
        ended = _ended(block.content) if tags else frozenset()
        for tag in tags:
            tag.content = _escape_text(tag.content, ended)


def _ended(markup: str) -> frozenset[str]:
    """Return the elements with an end tag somewhere in a block, looked for once and not for each tag in it."""
    return frozenset(name.lower() for slash, name in _TAG.findall(markup) if slash)


def _escape_text(markup: str, ended: frozenset[str]) -> str:
    def escape(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        # Without its end a <title> or <script> would swallow the rest of the text; an <mi> is lost outside a formula.
        swallows = (name in DROPPED and not tag[1] and name not in ended) or (
            name in MATHEMATICS and "math" not in ended
        )
        return tag[0] if name in _KNOWN and not swallows else f"&lt;{tag[0][1:]}"

    return markup if markup.startswith(("<!", "<?")) else _TAG.sub(escape, markup)
