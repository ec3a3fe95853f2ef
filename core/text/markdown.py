"""Rendering: from the source of a post, Markdown or HTML, to the clean HTML that is stored beside it."""

import functools
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin

from core.text.article import arrange
from core.text.callouts import callouts_plugin
from core.text.cjk import cjk_plugin
from core.text.collecting import uncollected
from core.text.fences import fences_plugin
from core.text.floods import floods_plugin, paragraphs, split_lines
from core.text.footnotes import footnotes_plugin
from core.text.html import clean_html, pre_clean, printable
from core.text.mathematics import mathematics_plugin
from core.text.pictures import pictures_plugin
from core.text.raw_html import raw_html_plugin

SourceFormat = Literal["markdown", "html"]

#: Goes up with each change of what rendering makes of a source, so that stored HTML can be told from today's.
HTML_VERSION = 3

#: A longer source is shown as plain paragraphs: it is no article, and rendering it would hold up a worker for seconds.
MAX_SOURCE = 300_000

# Quotations, lists and emphasis within each other; parsing brackets takes time in proportion to it.
_MAX_NESTING = 20


def render(source: str, source_format: SourceFormat, language: str = "en") -> str:
    """Return the HTML of a source, safe to show; never raises, whatever the source.

    The language (a BCP 47 tag) is that of the text, for the few words that rendering adds, such as a callout's title.
    """
    source = printable(source)
    if len(source) > MAX_SOURCE:
        return clean_html(paragraphs(source))
    markup = _from_markdown(source, language) if source_format == "markdown" else source
    return clean_html(arrange(pre_clean(markup), language))


@functools.cache
def parser() -> MarkdownIt:
    """Return the one parser of Markdown: CommonMark, GitHub's additions, and ours."""
    made = MarkdownIt("gfm-like", {"maxNesting": _MAX_NESTING, "tasklists": True})
    made.use(cjk_plugin).use(footnotes_plugin).use(deflist_plugin).use(callouts_plugin).use(raw_html_plugin)
    made.use(mathematics_plugin).use(fences_plugin).use(pictures_plugin).use(floods_plugin)
    made.core.ruler.push("align_cells", _align_cells)
    return made


def _from_markdown(source: str, language: str) -> str:
    read, rest = split_lines(source)
    with uncollected():
        markup = str(parser().render(read, {"language": language}))
    return markup + paragraphs(rest) if rest else markup


def _align_cells(state: StateCore) -> None:
    """Say the alignment of a table's cells by class: a page allows no inline style."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": f"align-{str(token.attrs['style']).rpartition(':')[2]}"}
