"""Footnotes: the marks `[^1]` and the notes they lead to, gathered at the end of the text."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from core.text.labels import label


def footnotes_plugin(parser: MarkdownIt) -> None:
    """Read footnotes, and name their section and the way back in the language of the text."""
    parser.use(footnote_plugin, inline=False)
    parser.add_render_rule("footnote_block_open", _open_section)
    parser.add_render_rule("footnote_anchor", _way_back)


def _open_section(_renderer: object, _tokens: Sequence[Token], _index: int, _options: OptionsDict, env: EnvType) -> str:
    return f'<section class="footnotes" role="doc-endnotes" aria-label="{label("footnotes", env["language"])}">\n<ol>\n'


def _way_back(_renderer: object, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    number, use = tokens[index].meta["id"] + 1, tokens[index].meta["subId"]
    mark = f"{number}:{use}" if use else str(number)
    # The selector behind the arrow asks for its text form, which some systems would draw as an emoji.
    arrow = "\u21a9\ufe0e"
    return f' <a href="#fnref{mark}" class="footnote-backref" aria-label="{label("back", env["language"])}">{arrow}</a>'
