"""Code blocks: their language, and their words in the colours of the style sheet."""

import functools
import html
import re

from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class, get_all_lexers

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Past these a block is data rather than something to read.
_MAX_LENGTH = 20_000
_MAX_LINE = 1_000
# Many lexers take the square of a line's length, or of that of a stretch without any sign, such as a gap.
_USUAL_LINE = 40
# These take the square of a whole block where nothing ends what it begins: seconds for what `_MAX_LENGTH` allows.
_SLOW = frozenset(
    {
        *("augeas", "delphi", "devicetree", "evoque", "html+evoque", "javascript+cheetah", "pug", "systemd", "tid"),
        *("urlencoded", "wikitext", "xml+evoque"),
    }
)
_USUAL_BLOCK = 1_000
# And this one the power of a block.
_ENDLESS = "mcschema"
_STRETCH = re.compile(r"[\w.<>\[\]\s]{400}")
# Spaces, plain names, brackets and operators have no colour of their own: their spans would be a third of a page.
_COLOURLESS = re.compile('<span class="(?:w|n|nx|p|o|err|g|x|esc)">([^<]*)</span>')
_WORD = re.compile(r"[a-z0-9][a-z0-9+#_.-]{0,29}")


def language_name(word: str) -> str:
    """Return the short name to show for the word that an author gave a code block; empty for plain text."""
    word = word.lower()
    known = _languages().get(word)
    if known is None:
        return word if _WORD.fullmatch(word) else ""
    return known[1]


def full_name(language: str) -> str:
    """Return what people call a language: "C++" for "cpp"."""
    known = _languages().get(language)
    return language if known is None else known[0]


def highlight(code: str, language: str) -> str:
    """Return code as HTML, its tokens in spans with Pygments' short classes; plain if its language is unknown."""
    lexer = _lexer_class(language)
    if lexer is None or language == _ENDLESS or not _is_readable(code):
        return html.escape(code, quote=False)
    return _COLOURLESS.sub(r"\1", colour(code, lexer(stripnl=False, ensurenl=False), _FORMATTER))


def weight(code: str, language: str) -> int:
    """Return what colouring some code may cost: its length, where long lines count several times."""
    lines = sum(max(len(line), len(line) ** 2 // _USUAL_LINE) for line in code.split("\n"))
    return max(lines, len(code) ** 2 // _USUAL_BLOCK) if language in _SLOW else lines


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
    return (
        len(code) <= _MAX_LENGTH
        and not _STRETCH.search(code)
        and all(len(line) <= _MAX_LINE for line in code.split("\n"))
    )


@functools.lru_cache(maxsize=256)
def _lexer_class(word: str) -> type[Lexer] | None:
    known = _languages().get(word)
    return find_lexer_class(known[0]) if known else None


@functools.cache
def _languages() -> dict[str, tuple[str, str]]:
    """Return the full and the short name of each language by all words for it, without loading what reads them."""
    languages: dict[str, tuple[str, str]] = {}
    for name, aliases, _, _ in get_all_lexers():
        for alias in aliases:
            languages.setdefault(alias, (name, "" if "text" in aliases else aliases[0]))
    return languages
