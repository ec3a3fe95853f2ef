r"""Formulas in Markdown: $…$ and \(…\) in a line, $$…$$, \[…\] and LaTeX's environments as blocks; prices stay text."""

# What is found here leaves as code: `core.text.article` makes MathML of all at once, those of HTML sources too.

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from core.text.scripts import UNSPACED

_LONGEST = 4_000
_MOST_LINES = 200
_SIGN = re.compile(r"\\[a-zA-Z]|(?<!\\)[\^_=+<>{}&]|[\u0370-\u03ff\u2190-\u22ff]")
# A word of a language is no product of variables: without a sign of TeX such text is no formula.
_WORD = re.compile(f"[A-Za-z0-9]{{4}}|[{UNSPACED}]")
# Code and links go through a formula's end, as `$a` and `$b` do.
_MARKUP = re.compile(r"`|\]\(|\]\[|://|\n[ \t]*\n")
# GitHub's way to keep a formula's signs from being read as Markdown.
_QUOTED = re.compile(r"`([^`]+)`")
_DOLLAR = re.compile(r"(?<!\\)\$")
# Closers that a shell, a template or a price has: ${a}$(b), $a$b, from $5 to $6. An $n$th is none of them.
_NO_END = re.compile(r"(?!(?:st|nd|rd|th|s)\b)[A-Za-z0-9{(_$]")
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|gather|multline|flalign|eqnarray|split|cases|[bpvVB]?matrix|array|aligned|gathered)\*?)\}"
)
_BLOCK_OPENERS = re.compile(rf"\$\$|\\\[|{_ENVIRONMENT.pattern}")


def mathematics_plugin(parser: MarkdownIt) -> None:
    """Read formulas before anything in them can pass for emphasis, a table or an escape."""
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.block.ruler.before(
        "fence", "formula_block", _formula_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.add_render_rule("formula", _render_formula)
    parser.add_render_rule("formula_block", _render_block)


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    character = state.src[state.pos]
    found = _in_dollars(state) if character == "$" else _in_brackets(state) if character == "\\" else None
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "code", 0)
        token.content, token.markup = found[0].strip(), found[1]
    state.pos += len(found[0]) + 2 * len(found[1])
    return True


def _in_dollars(state: StateInline) -> tuple[str, str] | None:
    """Return the formula that begins here and its mark; the next dollar ends it, or it is none."""
    mark = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(mark)
    end = _DOLLAR.search(state.src, start, min(start + _LONGEST, state.posMax))
    before = state.src[state.pos - 1] if state.pos else ""
    if end is None or not state.src.startswith(mark, end.start()) or (before.isascii() and before.isalnum()):
        return None
    tex = state.src[start : end.start()]
    if mark == "$" and (tex != tex.strip() or _NO_END.match(state.src, end.end())):
        return None
    if mark == "$" and (quoted := _QUOTED.fullmatch(tex)):
        return quoted[1], "$`"
    return (tex, mark) if _is_formula(tex) else None


def _in_brackets(state: StateInline) -> tuple[str, str] | None:
    if not state.src.startswith(r"\(", state.pos):
        return None
    end = state.src.find(r"\)", state.pos + 2, min(state.pos + _LONGEST, state.posMax))
    tex = state.src[state.pos + 2 : end]
    return (tex, r"\(") if end >= 0 and _is_formula(tex) else None


def _is_formula(tex: str) -> bool:
    return bool(tex.strip()) and not _MARKUP.search(tex) and bool(_SIGN.search(tex) or not _WORD.search(tex))


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    first = state.bMarks[start] + state.tShift[start]
    opener = _BLOCK_OPENERS.match(state.src, first, state.eMarks[start])
    if opener is None or state.is_code_block(start):
        return False
    found = _block_end(state, start, end, opener)
    if found is None:
        return False
    if not silent:
        line, tex = found
        state.line = line + 1
        token = state.push("formula_block", "pre", 0)
        token.content, token.map, token.block = tex, [start, state.line], True
    return True


def _block_end(state: StateBlock, start: int, end: int, opener: re.Match[str]) -> tuple[int, str] | None:
    """Return the last line of a block of TeX and what it holds; None if it has no end, or isn't alone on its lines."""
    mark = opener[0]
    closer = {"$$": "$$", r"\[": r"\]"}.get(mark) or f"\\end{{{opener[1]}}}"
    lines: list[str] = []
    for line in range(start, min(end, start + _MOST_LINES)):
        if line > start and state.sCount[line] < state.blkIndent:
            return None
        lines.append(state.getLines(line, line + 1, state.blkIndent, keepLastLF=False).strip())
        if line > start and mark != closer and mark in lines[-1]:
            return None
        if line == start:
            lines[0] = lines[0][len(mark) :]
        if closer in lines[-1]:
            tex = "\n".join(lines)
            inner, _, after = tex.partition(closer)
            return (line, _block_tex(inner, mark, closer)) if not after.strip() and _is_block(inner, mark) else None
        if not lines[-1] and line > start:
            return None
    return None


def _is_block(tex: str, mark: str) -> bool:
    # An escaped bracket is often no more than that: \\[citation needed\\].
    return bool(tex.strip()) if mark != r"\[" else bool(_SIGN.search(tex)) and not _MARKUP.search(tex)


def _block_tex(inner: str, mark: str, closer: str) -> str:
    return f"{mark}{inner}{closer}" if mark.startswith(r"\b") else inner.strip()


def _render_formula(
    _renderer: object, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<code class="math">{html.escape(tokens[index].content)}</code>'


def _render_block(_renderer: object, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return f'<pre><code class="language-math">{html.escape(tokens[index].content)}</code></pre>\n'
