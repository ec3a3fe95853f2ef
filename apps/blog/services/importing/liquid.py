"""Liquid's leftovers: what Jekyll and its relatives would have filled in becomes Markdown, or goes with a warning."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from apps.blog.services.importing.expressions import Scope, Value
from apps.blog.services.importing.pictures import find_picture
from apps.blog.services.importing.regions import Regions
from apps.blog.services.importing.report import Kind, Notice
from apps.blog.services.importing.tokens import Token, Tokens
from core.i18n import N_, Message

#: Tags that show a page of another site, by what its address is made of.
_EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v=%s",
    "vimeo": "https://vimeo.com/%s",
    "gist": "https://gist.github.com/%s",
}
_ADDRESSES = frozenset({"site.url", "site.baseurl"})
_MARGIN = re.compile(r"[ \t>]*")
_LANGUAGE = re.compile(r"[\w+#.-]+")
_BRACKETS = re.compile(r"([\\\[\]])")
#: A text that has lost more than this is named often enough.
_MOST_NOTICES = 200
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")


@dataclass(frozen=True, slots=True)
class Converted:
    """A text without Liquid, and what was lost of it."""

    text: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text's Liquid refers to."""

    scope: Scope = field(default_factory=Scope)
    #: Gives the address of a post by what {% post_url %} or {% link %} calls it; empty if there is none.
    find_post: Callable[[str], str] = lambda _: ""
    #: Whether a name without a value stays as it is typed: in a text that may never have seen Liquid.
    keeps_unknown: bool = False


def convert(text: str, surroundings: Surroundings, *, first_line: int = 1) -> Converted:
    """Return a text without Liquid; `first_line` is the line in its file that the text begins on.

    Code stays as it is, except for the tags that kept Liquid from reading it.
    """
    if "{%" not in text and "{{" not in text:
        return Converted(text, ())
    return _Conversion(text, surroundings, first_line).run()


class _Conversion:
    """One text on its way."""

    def __init__(self, text: str, surroundings: Surroundings, first_line: int) -> None:
        self._text = text
        self._scope = surroundings.scope
        self._surroundings = surroundings
        self._first_line = first_line
        self._regions = Regions(text)
        self._parts: list[str] = []
        self._notices: list[Notice] = []
        #: Names of blocks of which none ends any more.
        self._endless: set[str] = set()
        #: Up to where the text is in the parts.
        self._done = 0
        #: Where a run of {{ site.url }}{{ site.baseurl }} ends in the text, and where it began in the parts.
        self._address_end, self._address_part = -1, 0

    def run(self) -> Converted:
        tokens = Tokens(self._text)
        token = tokens.after(0)
        while token:
            self._take(token)
            token = tokens.after(max(self._done, token.end))
        self._copy_to(len(self._text))
        return Converted("".join(self._parts), tuple(self._notices))

    def _take(self, token: Token) -> None:
        if token.name in {"raw", "comment"} and self._take_block(token):
            return
        if token.name == "highlight" and not self._regions.is_fence(token.start) and self._take_highlight(token):
            return
        if self._regions.is_code(token.start):
            return
        self._copy_to(token.start)
        if token.name:
            self._put(token, self._tag(token))
        else:
            self._output(token)

    def _is_quoted(self, token: Token) -> bool:
        """Tell whether a tag is spoken of: `{% raw %}`."""
        return self._text[token.start - 1 : token.start] + self._text[token.end : token.end + 1] == "``"

    def _end_of(self, token: Token) -> re.Match[str] | None:
        """Return the tag that ends a block; None for a block that doesn't end, or isn't meant as one."""
        if token.name in self._endless or self._is_quoted(token):
            return None
        end = re.compile(rf"\{{%-?\s*end{token.name}\s*-?%\}}").search(self._text, token.end)
        if end is None:
            self._endless.add(token.name)
        return end

    def _take_block(self, token: Token) -> bool:
        """Keep what stands in {% raw %} as it is, and drop a comment."""
        end = self._end_of(token)
        if end is None or (token.name == "comment" and self._regions.is_code(token.start)):
            return False
        self._copy_to(token.start)
        keeps = token.name == "raw"
        start = self._drop_line(token.start, token.end)
        inner = self._text[start : end.start()] if keeps else ""
        self._parts.append(inner)
        self._done = self._drop_line(end.start(), end.end()) if keeps else end.end()
        return True

    def _drop_line(self, start: int, end: int) -> int:
        """Return where to go on after a tag: past the line's end where the tag alone fills a line of code or HTML."""
        before = self._text.rfind("\n", 0, start) + 1
        after = self._text.find("\n", end)
        line_end = len(self._text) if after < 0 else after + 1
        if self._text[before:start].strip() or self._text[end:line_end].strip():
            return end
        if self._parts:
            self._parts[-1] = self._parts[-1].rstrip(" \t")
        return line_end if self._regions.is_code(start) or self._regions.is_html(start) else end

    def _take_highlight(self, token: Token) -> bool:
        end = self._end_of(token)
        if end is None:
            return False
        line = self._text.rfind("\n", 0, token.start) + 1
        before = self._text[line : token.start]
        starts_line = _MARGIN.fullmatch(before) is not None
        self._copy_to(line if starts_line else token.start)
        # What looks like an indented block is one for Markdown only; Jekyll sees the tag.
        margin = before if starts_line and not self._regions.is_code(token.start) else ""
        code = _trimmed(_RAW.sub("", self._text[token.end : end.start()]))
        self._parts.append(self._fenced(token, code, margin, starts_line=starts_line))
        rest = re.compile(r"[ \t]*\n?").match(self._text, end.end())
        self._done = rest.end() if rest else end.end()
        return True

    def _fenced(self, token: Token, code: str, margin: str, *, starts_line: bool) -> str:
        language = _LANGUAGE.match(token.content)
        longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        # HTML goes on to the next blank line, and no fence is seen in it.
        gap = "" if starts_line else "\n"
        if self._regions.is_html(token.start):
            gap += "\n"
        words = (language[0] if language else "") + (" linenos" if "linenos" in token.content.split() else "")
        return f"{gap}{margin}{fence}{words}\n{code}\n{margin}{fence}\n"

    def _tag(self, token: Token) -> str:
        if token.name in {"post_url", "link"}:
            return self._link(token)
        picture = find_picture(token.name, token.content, self._scope.base, self._scope.fill)
        if picture:
            as_html = self._regions.is_html(token.start) or (picture.caption and self._is_alone(token))
            return picture.as_html() if as_html else picture.as_markdown()
        shown = f"{{% {token.name} %}}"
        if token.name in _EMBEDS and token.content:
            address = _EMBEDS[token.name] % quote(token.content.split()[0].strip("\"'"))
            self._complain(token, Kind.EMBED, N_("%(tag)s became a link.", tag=shown))
            return self._anchor(token, address, address)
        self._complain(token, Kind.TAG, N_("%(tag)s was removed.", tag=shown))
        return ""

    def _link(self, token: Token) -> str:
        name = self._scope.fill(token.content).strip().strip("\"'")
        address = self._surroundings.find_post(name)
        if address:
            if self._address_end == token.start:
                # The old site's address stood before it, and the new one is complete.
                del self._parts[self._address_part :]
            return address
        if token.name == "link" and not name.startswith("_"):
            return self._scope.address(name)
        self._complain(token, Kind.LINK, N_("There is no post %(name)s to link to.", name=name))
        return ""

    def _output(self, token: Token) -> None:
        if token.content in _ADDRESSES and self._address_end != token.start:
            self._address_part = len(self._parts)
        value = self._scope.evaluate(token.content)
        for kind, message in value.complaints:
            self._complain(token, kind, message)
        self._put(token, self._shown(token, value))
        if token.content in _ADDRESSES:
            self._address_end = token.end

    def _shown(self, token: Token, value: Value) -> str:
        if value.link:
            return self._anchor(token, *value.link)
        if value.text is None:
            return self._text[token.start : token.end] if self._surroundings.keeps_unknown else ""
        return value.text

    def _anchor(self, token: Token, words: str, address: str) -> str:
        if self._regions.is_html(token.start):
            return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'
        escaped = _BRACKETS.sub(r"\\\1", words)
        return f"[{escaped}](<{address}>)"

    def _is_alone(self, token: Token) -> bool:
        before = self._text[self._text.rfind("\n", 0, token.start) + 1 : token.start]
        end = self._text.find("\n", token.end)
        return not before.strip() and not self._text[token.end : end if end >= 0 else None].strip()

    def _put(self, token: Token, text: str) -> None:
        if not text:
            self._done = self._drop_line(token.start, token.end)
            return
        self._parts.append(text)
        self._done = token.end

    def _copy_to(self, end: int) -> None:
        if end > self._done:
            self._parts.append(self._text[self._done : end])
            self._done = end

    def _complain(self, token: Token, kind: Kind, message: Message) -> None:
        if len(self._notices) < _MOST_NOTICES:
            line = self._first_line + self._text.count("\n", 0, token.start)
            self._notices.append(Notice(kind, line, message))


def _trimmed(code: str) -> str:
    """Return code without the empty lines around it, those of a quotation included."""
    lines = code.split("\n")
    while lines and _MARGIN.fullmatch(lines[0]):
        del lines[0]
    while lines and _MARGIN.fullmatch(lines[-1]):
        del lines[-1]
    return "\n".join(lines)
