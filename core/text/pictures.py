"""Pictures in Markdown: their attributes in braces, and a lone one with a title, which is a figure with a caption."""

import itertools
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.text.attributes import BRACED, Attributes, read_attributes

_AFTER_PICTURE = re.compile(BRACED)
_LINE = re.compile(rf"(?:^|\n)[ \t]*{BRACED.replace(':?', ':', 1)}[ \t]*$")
_HEADING_END = re.compile(rf"(?<=[ \t]){BRACED}$")
_SIZE = re.compile(r"([1-9]\d{0,4})(?:px)?")
_CLASSES = {
    **dict.fromkeys(("align-left", "left", "float-left", "alignleft"), "align-left"),
    **dict.fromkeys(("align-right", "right", "float-right", "alignright"), "align-right"),
    **dict.fromkeys(("align-center", "center", "centre", "aligncenter", "text-center"), "align-center"),
    **dict.fromkeys(("wide", "alignwide", "full", "alignfull"), "wide"),
}
_ENDS_IN_PICTURE = re.compile(r"!\[[^\n]*\][\[(][^\n]*[\])]$")
_MARKED = frozenset({"link_close", "em_close", "strong_close", "s_close", "code_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def pictures_plugin(parser: MarkdownIt) -> None:
    """Read attributes of pictures, headings and code, and make figures."""
    parser.core.ruler.after("block", "block_attributes", _read_block_attributes)
    parser.core.ruler.after("inline", "picture_attributes", _read_picture_attributes)
    parser.core.ruler.after("picture_attributes", "figures", _make_figures)


def _read_block_attributes(state: StateCore) -> None:
    """Take in kramdown's lists on a line of their own, and a heading's id."""
    tokens: list[Token] = []
    rest = iter(state.tokens)
    for token in rest:
        tokens.append(token)
        if token.type == "heading_open":
            tokens.append(next(rest))
            _read_heading(token, tokens[-1])
        elif token.type == "paragraph_open":
            content = next(rest)
            if _takes_in(content, tokens) and not content.content:
                tokens.pop()
                next(rest)
            else:
                tokens.append(content)
    state.tokens = tokens


def _read_heading(opening: Token, content: Token) -> None:
    found = _HEADING_END.search(content.content)
    attributes = read_attributes(found[1]) if found else None
    # A set in braces is no list: "The case of {a}".
    if found and attributes and (attributes.id or attributes.classes) and not attributes.flags:
        content.content = content.content[: found.start()].rstrip(" \t")
        _give_id(opening, attributes)


def _takes_in(content: Token, tokens: list[Token]) -> bool:
    """Tell whether the last paragraph ended in a list of attributes, which is then no longer in it."""
    found = _LINE.search(content.content)
    attributes = read_attributes(found[1]) if found else None
    if found is None or attributes is None:
        return False
    content.content = content.content[: found.start()].rstrip()
    if content.content:
        # Beside a picture the list is read with it; other paragraphs have nothing that we draw.
        content.content += f"{{:{found[1]}}}" if _ENDS_IN_PICTURE.search(content.content) else ""
    elif tokens[-2:-1] and tokens[-2].type == "fence":
        tokens[-2].info += f" {{{found[1]}}}"
    elif tokens[-2:-1] and tokens[-2].type == "heading_close":
        _give_id(tokens[-4], attributes)
    return True


def _give_id(heading: Token, attributes: Attributes) -> None:
    if attributes.id:
        heading.attrs["id"] = attributes.id


def _read_picture_attributes(state: StateCore) -> None:
    for block in state.tokens:
        children = block.children or []
        for picture, text in itertools.pairwise(children):
            if text.type != "text" or not text.content.startswith("{"):
                continue
            if picture.type == "image":
                _read_picture(picture, text)
            elif picture.type in _MARKED and text.content.startswith("{:"):
                _drop_list(text)


def _read_picture(picture: Token, text: Token) -> None:
    found = _AFTER_PICTURE.match(text.content)
    attributes = read_attributes(found[1]) if found else None
    if found is None or attributes is None:
        return
    given: dict[str, str | int | float] = {}
    for name in ("width", "height"):
        size = _SIZE.fullmatch(attributes.values.get(name) or attributes.values.get(name[0]) or "")
        given |= {name: size[1]} if size else {}
    classes = dict.fromkeys(_CLASSES[name] for name in attributes.classes if name in _CLASSES)
    given |= {"class": " ".join(classes)} if classes else {}
    if given or text.content.startswith("{:") or attributes.values or attributes.classes:
        picture.attrs |= given
        text.content = text.content[found.end() :]


def _drop_list(text: Token) -> None:
    """Take away kramdown's list behind a link or the like, of which nothing is drawn."""
    found = _AFTER_PICTURE.match(text.content)
    if found and read_attributes(found[1]) is not None:
        text.content = text.content[found.end() :]


def _make_figures(state: StateCore) -> None:
    tokens: list[Token] = []
    rest = iter(state.tokens)
    for token in rest:
        tokens.append(token)
        if token.type == "paragraph_open" and not token.hidden:
            content, closing = next(rest), next(rest)
            figure = _figure(
                [child for child in content.children or [] if child.type != "text" or child.content.strip()]
            )
            if figure:
                tokens.pop()
            tokens += figure or [content, closing]
    state.tokens = tokens


def _figure(children: list[Token]) -> list[Token]:
    """Return a figure for a picture that is alone but for its caption: its title, or a line in italics below it."""
    start = 1 if children and children[0].type == "link_open" else 0
    shown = children[: 2 * start + 1]
    if [token.type for token in shown] not in (["image"], ["link_open", "image", "link_close"]):
        return []
    picture = shown[start]
    caption = _caption(picture, children[len(shown) :])
    if not caption:
        return []
    attributes = {"class": picture.attrs.pop("class")} if "class" in picture.attrs else {}
    return [
        Token("figure_open", "figure", 1, attrs=attributes, block=True),
        Token("inline", "", 0, children=shown, block=True),
        Token("figcaption_open", "figcaption", 1, block=True),
        Token("inline", "", 0, children=caption, block=True),
        Token("figcaption_close", "figcaption", -1, block=True),
        Token("figure_close", "figure", -1, block=True),
    ]


def _caption(picture: Token, below: list[Token]) -> list[Token]:
    if below:
        is_italic = below[0].type in _BREAKS and below[1:] and below[1].type == "em_open"
        return below[2:-1] if is_italic and _is_one(below[1:]) else []
    title = str(picture.attrs.pop("title", ""))
    return [Token("text", "", 0, content=title)] if title else []


def _is_one(tokens: list[Token]) -> bool:
    """Tell whether the first token is closed by the last."""
    depths = list(itertools.accumulate(token.nesting for token in tokens))
    return depths.index(0) == len(depths) - 1
