"""Code blocks: their language, and their words in the colours of the style sheet."""

import functools
import html
import re

from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Past these a block is data rather than something to read, and many lexers take the square of a line's length.
_MAX_LENGTH = 20_000
_MAX_LINE = 1_000
# Spaces, plain names, brackets and operators have no colour of their own: their spans would be a third of a page.
_COLOURLESS = re.compile('<span class="(?:w|n|nx|p|o|err|g|x|esc)">([^<]*)</span>')
_WORD = re.compile(r"[a-z0-9][a-z0-9+#_.-]{0,29}")


def language_name(word: str) -> str:
    """Return the short name to show for the word that an author gave a code block; empty for plain text."""
    word = word.lower()
    lexer = _lexer_class(word)
    if lexer is None:
        return word if _WORD.fullmatch(word) else ""
    return "" if "text" in lexer.aliases else str(lexer.aliases[0])


def full_name(language: str) -> str:
    """Return what people call a language: "C++" for "cpp"."""
    lexer = _lexer_class(language)
    return language if lexer is None else str(lexer.name)


def highlight(code: str, language: str) -> str:
    """Return code as HTML, its tokens in spans with Pygments' short classes; plain if its language is unknown."""
    lexer = _lexer_class(language)
    if lexer is None or not _is_readable(code):
        return html.escape(code, quote=False)
    return _COLOURLESS.sub(r"\1", colour(code, lexer(stripnl=False, ensurenl=False), _FORMATTER))


def numbered(markup: str, first_line: int) -> str:
    """Return the HTML of code with its lines marked and counted; the numbers are drawn by the style sheet.

    So they are no text: who selects the code, copies it or reads it in a feed gets the code alone.
    """
    lines = markup.removesuffix("\n").split("\n")
    return "".join(
        f'<span class="line" data-line="{number}">{line}\n</span>'
        for number, line in enumerate(lines, start=first_line)
    )


def _is_readable(code: str) -> bool:
    return len(code) <= _MAX_LENGTH and all(len(line) <= _MAX_LINE for line in code.split("\n"))


@functools.lru_cache(maxsize=256)
def _lexer_class(word: str) -> type[Lexer] | None:
    try:
        return find_lexer_class_by_name(word) if word else None
    except ClassNotFound:
        return None
