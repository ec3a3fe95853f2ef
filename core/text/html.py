"""The allow-list that every post's HTML passes before it is stored: what is not named here is not in a page."""

# An article keeps what says something about its text. Nothing that runs, loads a frame, styles itself or takes input
# gets through; classes are those our style sheet knows; ids get a prefix, so that none can pass for one of the page.

import html
import re
from collections import Counter

import nh3
from pygments.token import STANDARD_TYPES

from core.text.elements import ALLOWED, DROPPED, MATHEMATICS, REOPENED, SELF_ENDING
from core.text.labels import CALLOUTS

#: What every id of an article begins with; no id of a page around it may.
ID_PREFIX = "s-"

_ALIGNMENTS = frozenset({"align-left", "align-center", "align-right"})
_LINES = frozenset({"line-top", "line-right", "line-bottom", "line-left"})
_PICTURES = _ALIGNMENTS | {"wide"}

#: All classes that an article may use, by element. The style sheet draws these and no others.
CLASSES: dict[str, set[str]] = {
    "a": {"anchor", "footnote-backref"},
    "aside": {"callout", *CALLOUTS},
    "div": {"code", "math", "table", *_ALIGNMENTS},
    "em": {"han"},
    "figure": {*_PICTURES, "gallery"},
    "img": set(_PICTURES),
    "input": {"task-list-item-checkbox"},
    "li": {"task-list-item"},
    "mtable": set(_LINES),
    "mtd": {"align-left", "align-right", "tight", *_LINES},
    "p": {"callout-title", "embed", *_ALIGNMENTS},
    "section": {"footnotes"},
    "span": {"line", *(name for name in STANDARD_TYPES.values() if name)},
    "sup": {"footnote-ref"},
    "ul": {"contains-task-list"},
    **{tag: set(_ALIGNMENTS) for tag in ("h2", "h3", "h4", "h5", "h6", "td", "th")},
}

# No cite: the library does not judge its address, and no browser shows it.
_MEDIA = {"src", "controls", "loop", "muted", "preload"}
_GAPS = {"lspace", "rspace", "width", "height", "depth", "voffset"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "lang", "dir", "title"},
    **{tag: {"displaystyle"} for tag in MATHEMATICS},
    "a": {"href", "hreflang", "aria-label"},
    "audio": _MEDIA,
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "div": {"aria-label", "data-lang"},
    "img": {"src", "alt", "width", "height"},
    "input": {"checked", "disabled", "aria-label"},
    "ins": {"datetime"},
    "li": {"value"},
    "mfrac": {"displaystyle", "linethickness"},
    "mi": {"mathvariant"},
    "mo": {"form", "largeop", "lspace", "maxsize", "minsize", "movablelimits", "rspace", "stretchy", "symmetric"},
    "mover": {"accent", "displaystyle"},
    "mpadded": _GAPS,
    "mspace": _GAPS,
    "mtd": {"columnspan", "rowspan"},
    "munder": {"accentunder", "displaystyle"},
    "munderover": {"accent", "accentunder", "displaystyle"},
    "ol": {"start", "reversed"},
    "pre": {"aria-label"},
    "section": {"aria-label"},
    "source": {"src", "type"},
    "span": {"data-line"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
    "video": _MEDIA | {"poster", "width", "height"},
}
_ATTRIBUTE_VALUES: dict[str, dict[str, set[str]]] = {
    "annotation": {"encoding": {"application/x-tex"}},
    "div": {"role": {"region", "group"}, "tabindex": {"0"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "input": {"type": {"checkbox"}},
    "math": {"display": {"block", "inline"}},
    "ol": {"type": {"1", "a", "A", "i", "I"}},
    "pre": {"role": {"region"}, "tabindex": {"0"}},
    "section": {"role": {"doc-endnotes"}},
}


def _cleaner(**more: set[str]) -> nh3.Cleaner:
    names = {*_ATTRIBUTES, *more}
    tags = ALLOWED | more.keys()
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=set(DROPPED - tags),
        attributes={tag: _ATTRIBUTES.get(tag, set()) | more.get(tag, set()) for tag in names},
        tag_attribute_values=_ATTRIBUTE_VALUES,
        # A text field would invite to type a secret into an article; only a task's box is left.
        set_tag_attribute_values={"input": {"type": "checkbox"}, "video": {"controls": ""}, "audio": {"controls": ""}},
        allowed_classes={tag: classes for tag, classes in CLASSES.items() if "class" not in more.get(tag, set())},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        id_prefix=ID_PREFIX,
    )


_STRICT = _cleaner()
# Keeps beside that what `article.arrange` reads and turns into classes and ids of ours.
_ALIGNED = {tag: {"align"} for tag in ("div", "h1", "h2", "h3", "h4", "h5", "h6", "img", "p", "table", "td", "th")}
_READ = {"a": {"name"}, "code": {"class"}, "iframe": {"src"}, "pre": {"class"}}
_LENIENT = _cleaner(**(_ALIGNED | _READ))

# Letters, marks and spaces only: XML (and so a feed) refuses the rest, and a lone surrogate is no text at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MAX_PASSES = 10
_MAX_DEPTH = 200
_MAX_REOPENED = 24


def clean_html(markup: str) -> str:
    """Return HTML in which only allowed elements, attributes, classes and addresses are left.

    Cleaning what was cleaned changes nothing: passes are repeated until that is so, for what a parser makes of a tree
    that lost its forbidden elements may be another tree. What never comes to rest is shown as text.
    """
    markup = _bounded(markup)
    for _ in range(_MAX_PASSES):
        cleaned = _tidy(_STRICT.clean(markup))
        if cleaned == markup:
            return cleaned
        markup = cleaned
    return _as_text(markup)


def pre_clean(markup: str) -> str:
    """Return well-formed HTML that is safe but not final: it still has `align`, anchors' names and classes of code."""
    return _tidy(_LENIENT.clean(_bounded(markup)))


def printable(text: str) -> str:
    """Return a text without control characters and other code points that are none."""
    return _UNPRINTABLE.sub("", text)


def _bounded(markup: str) -> str:
    markup = printable(markup)
    return _as_text(markup) if _is_too_deep(markup) else markup


_WITH_ATTRIBUTES = re.compile('<[a-z][a-z0-9]* (?:[^">]|"[^"]*")*>')
# A newline that follows <pre> is dropped by each parser that reads it, so it would go one by one.
_PRE_NEWLINES = re.compile('(<pre(?:[^">]|"[^"]*")*>)\n+')


def _tidy(markup: str) -> str:
    if ' class=""' in markup:
        markup = _WITH_ATTRIBUTES.sub(lambda tag: tag[0].replace(' class=""', ""), markup)
    return _PRE_NEWLINES.sub(r"\1", markup)


def _as_text(markup: str) -> str:
    return html.escape(markup, quote=False).replace("\xa0", "&nbsp;")


_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def _is_too_deep(markup: str) -> bool:
    """Tell whether more elements are open at once than in any text.

    Parsing a deep tree takes the square of its depth, and what a parser opens again makes megabytes of kilobytes.
    """
    if markup.count("<") <= _MAX_REOPENED:
        return False
    open_elements: Counter[str] = Counter()
    depth = reopened = 0
    for slash, name in _ANY_TAG.findall(markup.lower()):
        if name in SELF_ENDING or (slash and not open_elements[name]):
            continue
        step = -1 if slash else 1
        open_elements[name] += step
        depth += step
        reopened += step * (name in REOPENED)
        if depth > _MAX_DEPTH or reopened > _MAX_REOPENED:
            return True
    return False
