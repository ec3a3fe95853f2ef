"""Arranging: from the plain HTML of a text to that of an article, for Markdown and HTML sources alike."""

# It reads what `html.pre_clean` left: well-formed, attributes in double quotes, no `<` that isn't a tag. That is why
# regular expressions suffice. What is made here is cleaned once more: a mistake can spoil a page but not open it.

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from core.text.embeds import card, is_embeddable, is_player
from core.text.fences import NUMBERS_FROM
from core.text.highlighting import full_name, highlight, language_name, numbered, weight
from core.text.html import ID_PREFIX
from core.text.labels import label
from core.text.mathml import to_mathml
from core.text.scripts import HAN, KANA
from core.text.slugs import slug_words

_ATTRIBUTES = '(?:[^">]|"[^"]*")*'
_TAG = re.compile(f"</?[a-z]{_ATTRIBUTES}>")
_WITH_ATTRIBUTES = re.compile(f"<[a-z][a-z0-9]* {_ATTRIBUTES}>")
_HEADING = re.compile(f"<h([1-6])({_ATTRIBUTES})>(.*?)</h\\1>", re.DOTALL)
_CODE_BLOCK = re.compile(f'(<div class="code"{_ATTRIBUTES}>\\s*)?(<pre{_ATTRIBUTES}>)(.*?)</pre>', re.DOTALL)
_PLAIN_CODE = re.compile(f"(?:<code{_ATTRIBUTES}>)?([^<]*)(?:</code>)?")
_LANGUAGE = re.compile(r'(?:data-lang="|\b(?:language|lang)-)([^\s"]+)')
_NUMBERED = re.compile(rf"\b(?:{NUMBERS_FROM}(\d{{1,7}})|line-?numbers|linenos)\b", re.IGNORECASE)
_FORMULA = re.compile(
    f'<pre{_ATTRIBUTES}><code class="language-math">([^<]*)</code></pre>|<code class="math">([^<]*)</code>'
)
_ANNOTATION = re.compile(f"<annotation{_ATTRIBUTES}>[^<]*</annotation>")
_ANCHOR = re.compile(f'<a(?= [^>]*\\bclass="anchor"){_ATTRIBUTES}>(.*?)</a>', re.DOTALL)
_FRAME = re.compile(f"<p[ >]|</p>|<iframe({_ATTRIBUTES})>[^<]*(?:<(?!/iframe>)[^<]*)*</iframe>")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_LONE_LINK = re.compile(f"<p>\\s*<a({_ATTRIBUTES})>([^<]*)</a>\\s*</p>")
_LONE_PICTURE = re.compile(
    f"<figure{_ATTRIBUTES}>.*?</figure>|"
    f"<p({_ATTRIBUTES})>\\s*((?:<a{_ATTRIBUTES}>)?<img)({_ATTRIBUTES})(>(?:</a>)?)\\s*</p>",
    re.DOTALL,
)
_CLASS = re.compile(' class="[^"]*"')
_HREF = re.compile(r' (?:href|src)="([^"]*)"')
_TITLE = re.compile(r' title="([^"]*)"')
_TABLE = re.compile(f'(<div class="table"{_ATTRIBUTES}>\\s*)?<table{_ATTRIBUTES}>|</table>')
_IMAGE = re.compile(f"<img({_ATTRIBUTES})>")
_CHECKBOX = re.compile(f"<input({_ATTRIBUTES})>")
_LOADING = re.compile(' (?:loading|decoding)="[^"]*"')
_ALIGN = re.compile(r' align="(left|right|center)"', re.IGNORECASE)
_FRAGMENT = re.compile(f' href="#(?!{ID_PREFIX})(?=[^"])')
_ID = re.compile(r' id="([^"]*)"')
_LOWEST_HEADING = 6
_MOST_HIGHLIGHTED = 60_000
#: Languages whose emphasis is in dots wherever it stands; in others a stress on Han letters has to be told apart, which
#: no face slants.
_DOTTED = frozenset({"zh", "ja"})
_HAN_EMPHASIS = re.compile(f"<em>(?=[^<>A-Za-z]*[{HAN}{KANA}][^<>A-Za-z]*</em>)")
#: Of so many languages the code is coloured: what reads each has to be loaded.
_MOST_LANGUAGES = 20
#: So many headings have ids and stand in the table of contents.
_MOST_HEADINGS = 3_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of an article: its level (2 to 6), the id it can be linked by, and its text."""

    level: int
    id: str
    text: str


def arrange(markup: str, language: str) -> str:
    """Return an article's HTML: headings from h2 on with ids, coloured code, tables that scroll, lazy pictures."""
    return _Arrangement(language).arrange(markup)


def outline(markup: str) -> list[Heading]:
    """Return the headings of arranged HTML, in order."""
    return [
        Heading(level=int(level), id=html.unescape(found[1]), text=_text_of(inner))
        for level, attributes, inner in _HEADING.findall(markup)
        if (found := _ID.search(attributes))
    ]


def without_anchors(markup: str) -> str:
    """Return arranged HTML whose headings don't link to themselves: a feed's reader has no use for that."""
    return _HEADING.sub(lambda heading: _ANCHOR.sub(r"\1", heading[0]), markup)


def _text_of(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _ANNOTATION.sub("", markup))).split())


def _lone_picture(found: re.Match[str]) -> str:
    """Return a paragraph that is nothing but a picture as a figure, which takes over where the picture stands."""
    if found[2] is None:
        return found[0]
    around, attributes = found[1], found[3]
    placed = _CLASS.search(attributes)
    if placed and not _CLASS.search(around):
        around, attributes = around + placed[0], attributes.replace(placed[0], "", 1)
    return f"<figure{around}>{found[2]}{attributes}{found[4]}</figure>"


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return html.unescape(found[1]) if found else ""


@dataclass(slots=True)
class _Arrangement:
    """One article on its way, with what has to be unique in it."""

    language: str
    ids: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    shift: int = 0
    headings: int = 0
    highlighted: int = 0
    languages: set[str] = field(default_factory=set)
    images: int = 0
    in_paragraph: bool = False
    #: For each table that is open, whether it got a wrapper from us.
    tables: list[bool] = field(default_factory=list)

    def arrange(self, markup: str) -> str:
        markup = _WITH_ATTRIBUTES.sub(self._modernise, markup)
        markup = self._formulas(markup)
        markup = _LONE_LINK.sub(self._lone_link, markup)
        markup = _LONE_PICTURE.sub(_lone_picture, markup)
        if "<iframe" in markup:
            markup = _EMPTY.sub("", _FRAME.sub(self._frame, markup))
        self.shift = 2 - min((int(level) for level, _, _ in _HEADING.findall(markup)), default=2)
        markup = _HEADING.sub(self._heading, markup)
        markup = _CODE_BLOCK.sub(self._code_block, markup)
        markup = _TABLE.sub(self._table, markup)
        markup = _IMAGE.sub(self._image, markup)
        if self.language.partition("-")[0] not in _DOTTED:
            markup = _HAN_EMPHASIS.sub('<em class="han">', markup)
        return _CHECKBOX.sub(self._checkbox, markup)

    def _modernise(self, tag: re.Match[str]) -> str:
        """Turn `name` and `align` of older HTML into id and class, and point links within the text at prefixed ids."""
        text = tag[0]
        if text.startswith("<a "):
            if ' id="' not in text:
                text = text.replace(' name="', f' id="{ID_PREFIX}', 1)
            text = _FRAGMENT.sub(f' href="#{ID_PREFIX}', text)
        if ' class="' not in text:
            text = _ALIGN.sub(lambda align: f' class="align-{align[1].lower()}"', text)
        return _ID.sub(self._first_of_its_name, text)

    def _first_of_its_name(self, attribute: re.Match[str]) -> str:
        if attribute[1] in self.ids or attribute[1] == ID_PREFIX:
            return ""
        self.ids.add(attribute[1])
        return attribute[0]

    def _formulas(self, markup: str) -> str:
        found = [(html.unescape(block or line), bool(block)) for block, line in _FORMULA.findall(markup)]
        made = iter(zip(found, to_mathml(found), strict=True)) if found else iter(())

        def show(_formula: re.Match[str]) -> str:
            (tex, is_block), mathml = next(made)
            if not is_block:
                return mathml or f"<code>${html.escape(tex)}$</code>"
            if not mathml:
                return f'<pre><code class="language-latex">{html.escape(tex)}</code></pre>'
            name = html.escape(self._unique_name(label("formula", self.language)))
            return f'<div class="math" tabindex="0" role="group" aria-label="{name}">{mathml}</div>'

        return _FORMULA.sub(show, markup)

    def _lone_link(self, paragraph: re.Match[str]) -> str:
        """Return a card for an address that stands for what it leads to, or came from a frame."""
        address, text = _attribute(_HREF, paragraph[1]), html.unescape(paragraph[2]).strip()
        if text.lower().startswith(("http://", "https://")):
            return card(address, "", self.language) if is_embeddable(address) else paragraph[0]
        return card(address, text, self.language) if is_player(address) else paragraph[0]

    def _frame(self, found: re.Match[str]) -> str:
        if found[1] is None:
            self.in_paragraph = found[0] != "</p>"
            return found[0]
        shown = card(_attribute(_HREF, found[1]), _attribute(_TITLE, found[1]), self.language)
        # A card is a paragraph: one within another would end that.
        return f"</p>{shown}<p>" if self.in_paragraph and shown else shown

    def _heading(self, heading: re.Match[str]) -> str:
        attributes, inner = heading[2], _ANCHOR.sub(r"\1", heading[3])
        tag = f"h{min(_LOWEST_HEADING, int(heading[1]) + self.shift)}"
        self.headings += 1
        text = _text_of(inner) if self.headings <= _MOST_HEADINGS else ""
        if text and not _ID.search(attributes):
            attributes += f' id="{self._unique_id(text)}"'
        found = _ID.search(attributes)
        return f"<{tag}{attributes}>{self._linked(inner, found[1]) if text and found else inner}</{tag}>"

    def _linked(self, inner: str, name: str) -> str:
        """Return a heading's content as a link to itself, which readers can copy; links in it stay, beside a mark."""
        opening = f'<a class="anchor" href="#{name}"'
        if "<a " not in inner:
            return f"{opening}>{inner}</a>"
        return f'{inner}{opening} aria-label="{html.escape(label("anchor", self.language))}"></a>'

    def _unique_id(self, text: str) -> str:
        base = ID_PREFIX + (slug_words(text) or "section")
        while (unique := self._unique_name(base, "-")) in self.ids:
            pass
        self.ids.add(unique)
        return unique

    def _code_block(self, block: re.Match[str]) -> str:
        wrapper, pre, inner = block[1] or "", block[2], block[3]
        code = _PLAIN_CODE.fullmatch(inner)
        said = wrapper + pre + inner[: code.start(1) if code else 0]
        named = _LANGUAGE.search(said)
        language = language_name(html.unescape(named[1])) if named else ""
        name = self._unique_name(full_name(language) if language else label("code", self.language))
        if code:
            shown = self._highlighted(html.unescape(code[1]), language)
            numbers = _NUMBERED.search(said)
            inner = f"<code>{numbered(shown, int(numbers[1] or 1)) if numbers else shown}</code>"
        result = f'<pre tabindex="0" role="region" aria-label="{html.escape(name)}">{inner}</pre>'
        shown = f' data-lang="{html.escape(language)}"' if language else ""
        return wrapper + result if wrapper else f'<div class="code"{shown}>{result}</div>'

    def _highlighted(self, code: str, language: str) -> str:
        self.highlighted += weight(code, language)
        if len(self.languages) < _MOST_LANGUAGES:
            self.languages.add(language)
        fits = self.highlighted <= _MOST_HIGHLIGHTED and language in self.languages
        return highlight(code, language if fits else "")

    def _table(self, tag: re.Match[str]) -> str:
        if tag[0] == "</table>":
            return "</table></div>" if self.tables and self.tables.pop() else tag[0]
        # A table within a table scrolls with it.
        self.tables.append(not tag[1] and not self.tables)
        if not self.tables[-1]:
            return tag[0]
        name = html.escape(self._unique_name(label("table", self.language)))
        return f'<div class="table" tabindex="0" role="region" aria-label="{name}">{tag[0]}'

    def _image(self, image: re.Match[str]) -> str:
        # The first picture is often on the first screen: waiting for it would make the page slower, not faster.
        self.images += 1
        lazy = ' loading="lazy"' if self.images > 1 else ""
        return f'<img{_LOADING.sub("", image[1])}{lazy} decoding="async">'

    def _checkbox(self, box: re.Match[str]) -> str:
        """Return the box of a task: it can't be ticked here, and says in words whether the task is done."""
        done = " checked=" in box[1]
        name = label("done" if done else "open", self.language)
        checked = ' checked=""' if done else ""
        return f'<input class="task-list-item-checkbox" type="checkbox" disabled="" aria-label="{name}"{checked}>'

    def _unique_name(self, name: str, separator: str = " ") -> str:
        """Return a name, the second time with a number; a screen reader lists all regions by theirs."""
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}{separator}{self.names[name]}"
