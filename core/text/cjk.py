"""What CommonMark misses in Chinese: emphasis beside punctuation, lines that join, where an address ends."""

import re

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from core.text.floods import is_flood
from core.text.scripts import HANGUL, SHARED_MARKS, UNSPACED, joins_without_space

_CJK = re.compile(f"[{UNSPACED}{HANGUL}]")
# An address in plain text ends where Chinese begins: 见 http://a.com/，中文. One that has Han letters in it needs <…>.
_ADDRESS_END = re.compile(f"[\\s<{UNSPACED}{SHARED_MARKS}]")
_LONGEST_ADDRESS = 2_000
#: Bare addresses that become links: each costs as much as a paragraph.
MOST_ADDRESSES = 5_000
_SCHEME = re.compile("(?<![a-z0-9.+-])(https?)$", re.IGNORECASE)
# What may show at the end of a line without being text of it.
_OPAQUE = frozenset({"hardbreak", "html_inline", "image"})


def cjk_plugin(parser: MarkdownIt) -> None:
    """Teach a Markdown parser to read Chinese, Japanese and Korean."""
    rules = parser.inline
    parser.inline = _Inline()
    parser.inline.ruler, parser.inline.ruler2 = rules.ruler, rules.ruler2
    parser.inline.ruler.at("linkify", _link_address)
    parser.core.ruler.disable("linkify")
    parser.core.ruler.after("inline", "join_lines", _join_lines)


class _InlineState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 - the parser's names
        """Let a run of `*` or `~` open or close wherever a CJK character stands beside it.

        CommonMark looks for spaces around a run to tell emphasis from a stray asterisk, and wants them all the more
        beside punctuation; Chinese has none, so `**“强调”**文字` stays as it is typed. The rule for `_` is kept: that
        mark may not split a word anyway.
        """
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord or (scanned.can_open and scanned.can_close):
            return scanned
        before = self.src[start - 1] if start else " "
        end = start + scanned.length
        after = self.src[end] if end < self.posMax else " "
        if not (_CJK.match(before) or _CJK.match(after)):
            return scanned
        return Scanned(not isWhiteSpace(ord(after)), not isWhiteSpace(ord(before)), scanned.length)


class _Inline(ParserInline):
    """The parser of a paragraph's content, which gives up on a flood of marks."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        # Without a sign that ends plain text there is nothing to look for, which is how most cells and items are.
        if self.terminator_re.search(src) is None or is_flood(src, env):
            tokens += [Token("text", "", 0, content=src)] if src else []
            return tokens
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


_ADDRESSES = LinkifyIt(
    schemas={"ftp:": None, "//": None, "mailto:": None}, options={"fuzzy_link": False, "fuzzy_email": False}
)


def _link_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Make a link of an http address that stands bare in the text; the parser stops at its colon."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    if scheme is None:
        return False
    tail = state.src[state.pos : min(state.pos + _LONGEST_ADDRESS, state.posMax)]
    found = _ADDRESSES.match_at_start(scheme[1] + _ADDRESS_END.split(tail, maxsplit=1)[0])
    if found is None:
        return False
    state.env["addresses"] = state.env.get("addresses", 0) + 1
    if state.env["addresses"] > MOST_ADDRESSES:
        return False
    address = found.url.rstrip("*~_")
    state.pending = state.pending[: -len(scheme[1])]
    link = state.push("link_open", "a", 1)
    link.attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(address)
    state.push("link_close", "a", -1)
    state.pos += len(address) - len(scheme[1])
    return True


def _join_lines(state: StateCore) -> None:
    """Take out the line ends that would show as a space between two Chinese characters."""
    for block in state.tokens:
        before = ""
        line_end: Token | None = None
        for token in block.children or ():
            if token.type == "softbreak":
                line_end = token
            elif token.type in _OPAQUE:
                before, line_end = "", None
            elif token.content:
                if line_end and joins_without_space(before, token.content[0]):
                    line_end.type = "text"
                before, line_end = token.content[-1], None
