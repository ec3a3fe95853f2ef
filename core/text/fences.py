"""What an author writes behind the opening of a code block: its language, and whether its lines have numbers."""

# Every site's Markdown has words of its own for this; these are Pandoc's, kramdown's, Hexo's, Hugo's, those of Python
# Markdown, VitePress, Docusaurus and GitHub. What is none of them is passed over, as all of those do.

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_ITEM = re.compile(r"[^\s,{}]+")
_NUMBERS = re.compile(
    r"(?:^|[\s{,.:])(?:show-?)?(?:line[-_]?(?:no|num(?:ber)?)s?|number-?lines)(?![\w-])(?:[=:][\"']?(\w*))?",
    re.IGNORECASE,
)
_START = re.compile(
    r"(?:^|[\s{,])(?:start-?from|line-?no-?start|first[-_]?(?:line|number)|(?:data-)?start)[=:][\"']?(\d{1,6})(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,6}")
_OFF = frozenset({"false", "no", "none", "off", "0"})


#: The class by which an arrangement knows the number of a block's first line.
NUMBERS_FROM = "numbers-from-"


@dataclass(frozen=True, slots=True)
class Fence:
    """What the words behind a fence ask for; without a first line the code has no numbers."""

    language: str
    first_line: int | None


def read_fence(info: str) -> Fence:
    """Return what the words behind a fence say, such as `python linenos` or `{.python .numberLines startFrom=5}`."""
    return Fence(_language(info), _first_line(info))


def fences_plugin(parser: MarkdownIt) -> None:
    """Write what a fence asks for into the classes of its code."""
    parser.add_render_rule("fence", _render_fence)


def _render_fence(_renderer: object, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    token = tokens[index]
    fence = read_fence(unescapeAll(token.info))
    classes = [f"language-{fence.language}"] if fence.language else []
    if fence.first_line is not None:
        classes.append(f"{NUMBERS_FROM}{fence.first_line}")
    shown = f' class="{escapeHtml(" ".join(classes))}"' if classes else ""
    return f"<pre><code{shown}>{escapeHtml(token.content)}</code></pre>\n"


def _language(info: str) -> str:
    items = (item for item in _ITEM.findall(info) if not item.startswith("#"))
    names = (item.lstrip(".").partition(":")[0] for item in items if not _NUMBERS.match(item))
    return next((name for name in names if name and "=" not in name), "")


def _first_line(info: str) -> int | None:
    numbers = _NUMBERS.search(info)
    value = (numbers[1] or "").lower() if numbers else "off"
    if value in _OFF:
        return None
    start = _START.search(info)
    return int(start[1]) if start else int(value) if _NUMBER.fullmatch(value) else 1
