"""Floods: more of a kind than any article has is shown as it was typed, so that no text holds up a worker."""

# The parser takes time for each mark and each block. These limits lie at twice and more of what the densest of two
# thousand real posts would have if it filled the longest text; they count things and no time, so that a text always
# comes to the same HTML.

import html
import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

#: Lines that are read as Markdown.
MOST_LINES: Final = 20_000
#: Openings and ends of blocks, and what stands between: three for a paragraph or a cell, five for an item of a list.
MOST_TOKENS: Final = 40_000
#: Cells of all tables; a short line stands for as many as the table is wide.
MOST_CELLS: Final = 12_000
#: Signs that may begin or end something within a paragraph.
MOST_MARKS: Final = 40_000
#: Lines of quotations, each counted as often as it is within one.
MOST_QUOTED: Final = 60_000
# Each bracket may open a link, so the parser follows all of them; a text has few, and a list of links some thousand.
_MOST_BRACKETS: Final = 1_000
_MOST_BRACKETS_IN_ALL: Final = 20_000
#: What links by name may come to: their address stands once in the source and at each of them in the page.
_MOST_REFERRED: Final = 2_000_000

_MARK: Final = re.compile(r"[*_~`\[<&$\\:\n!]")

_EMPTY_LINES: Final = re.compile(r"\n\s*\n")


def floods_plugin(parser: MarkdownIt) -> None:
    """Show what comes after too many blocks, lines, cells or marks as plain paragraphs."""
    rules = parser.block.ruler
    parser.block = _Blocks()
    parser.block.ruler = rules
    rules.before("table", "flood", _rest)
    rules.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("block", "references", _drop_long_references)
    parser.add_render_rule("flood", _render_rest)


def paragraphs(text: str) -> str:
    """Return a plain text as HTML, a paragraph for each piece between empty lines."""
    inner = _EMPTY_LINES.sub("</p>\\n<p>", html.escape(text))
    return f"<p>{inner}</p>\n"


def split_lines(source: str) -> tuple[str, str]:
    """Return the lines of a source that are read as Markdown, and the rest."""
    lines = re.sub("\r\n?", "\n", source).split("\n", MOST_LINES)
    return ("\n".join(lines[:MOST_LINES]), lines[MOST_LINES]) if len(lines) > MOST_LINES else (source, "")


def is_flood(src: str, env: EnvType) -> bool:
    """Tell whether a paragraph has more marks or brackets than one has, or than the text has left."""
    marks, brackets = len(_MARK.findall(src)), src.count("[")
    env["brackets"] = env.get("brackets", 0) + brackets
    if brackets and (brackets > _MOST_BRACKETS or env["brackets"] > _MOST_BRACKETS_IN_ALL):
        return True
    if env.get("marks", 0) + marks > MOST_MARKS:
        return True
    env["marks"] = env.get("marks", 0) + marks
    return False


class _Blocks(ParserBlock):
    """The parser of blocks, which counts the lines it goes through anew for each quotation within another."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the parser's names
        if state.parentType == "blockquote":
            state.env["quoted"] = state.env.get("quoted", 0) + endLine - startLine
        super().tokenize(state, startLine, endLine)


def _rest(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Take in all that is left, of a list that would go on too; nothing while there is room."""
    if silent or (len(state.tokens) <= MOST_TOKENS and state.env.get("quoted", 0) <= MOST_QUOTED):
        return False
    token = state.push("flood", "", 0)
    token.content, token.block = state.getLines(start, end, 0, keepLastLF=False), True
    state.line = end
    return True


def _render_rest(_renderer: object, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return paragraphs(tokens[index].content)


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Read a table if there is room for its cells; after one that has none, none is read."""
    if not table(state, start, end, silent=True):
        return False
    left = MOST_CELLS - state.env.get("cells", 0)
    if silent:
        return bool(left > 0)
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    rows = range(start, min(end, start + left + 1))
    cells = columns * sum(1 for _ in takewhile(lambda line: not state.isEmpty(line), rows))
    state.env["cells"] = state.env.get("cells", 0) + cells
    return cells <= left and table(state, start, end, silent)


def _drop_long_references(state: StateCore) -> None:
    """Forget addresses that many links would repeat: a text of 300 kB could come to gigabytes."""
    references = state.env.get("references")
    if references:
        links = sum(token.content.count("[") for token in state.tokens if token.type == "inline")
        longest = _MOST_REFERRED // max(1, links)
        state.env["references"] = {
            name: found for name, found in references.items() if len(found["href"]) + len(found["title"]) <= longest
        }
