"""Liquid's expressions: a value, then filters; as far as texts use them, not templates."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from apps.blog.services.importing.report import Kind
from core.i18n import N_, Message

_PART = re.compile(r"""(?:"[^"]*"|'[^']*'|[^|"'])+""")
_ARGUMENT = re.compile(r"""(?:"[^"]*"|'[^']*'|[^,"'])+""")
_LITERAL = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)')\s*""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_PICTURES = re.compile("photo|image|img|icon|avatar|picture", re.IGNORECASE)
_ADDRESSES: Final = frozenset({"url", "relative_url", "absolute_url"})
#: What changes nothing in a text, or nothing that Markdown needs.
_HARMLESS: Final = frozenset({"escape", "escape_once", "xml_escape", "strip", "markdownify", "safe", "raw", "smartify"})


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression came to; None is something this site can't know."""

    text: str | None
    complaints: tuple[tuple[Kind, Message], ...] = ()
    #: The text is Markdown or HTML of ours, for which only the caller knows the place: (words, address).
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names in a text's expressions mean."""

    #: The fields of the site's configuration.
    site: Mapping[str, Any] = field(default_factory=dict)
    #: The fields of the file.
    page: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Return the path under which the old site stood; empty if that was the root of its host."""
        base = self.lookup("site.baseurl") or ""
        path = urlsplit(base).path.strip("/")
        return f"/{path}" if path else ""

    def lookup(self, name: str) -> str | None:
        """Return the value of a name, None if it is unknown; what a configuration leaves out of an address is empty."""
        head, _, rest = name.partition(".")
        values = {"site": self.site, "page": self.page}.get(head)
        # Eleventy knows a file's fields without "page." before them.
        found = _within(values, rest) if values is not None else _within(self.page, name)
        if found is None and name in {"site.url", "site.baseurl"}:
            return ""
        return found.rstrip("/") if found is not None and name in {"site.url", "site.baseurl"} else found

    def evaluate(self, expression: str) -> Value:
        """Return what `{{ expression }}` shows."""
        parts = _PART.findall(expression)
        if not parts:
            return Value("")
        text = self._operand(parts[0])
        if text is None:
            name = parts[0].strip()
            return Value(None, ((Kind.VARIABLE, N_("{{ %(name)s }} has no value here.", name=name)),))
        return self._filtered(Value(text), parts[1:], is_literal=_LITERAL.fullmatch(parts[0]) is not None)

    def fill(self, text: str) -> str:
        """Return a tag's value with the expressions in it resolved."""
        return re.sub(r"\{\{(.*?)\}\}", lambda found: self.evaluate(found[1]).text or "", text)

    def _operand(self, text: str) -> str | None:
        literal = _LITERAL.fullmatch(text)
        if literal:
            return literal[1] if literal[1] is not None else literal[2]
        name = text.strip()
        return self.lookup(name) if _NAME.fullmatch(name) else None

    def _filtered(self, value: Value, filters: Iterable[str], *, is_literal: bool) -> Value:
        for each in filters:
            name, _, rest = each.strip().partition(":")
            arguments = list(self._arguments(rest))
            value = self._apply(name.strip(), arguments, value, is_literal=is_literal)
            if value.link:
                break
        return value

    def _arguments(self, text: str) -> Iterator[str]:
        for each in _ARGUMENT.findall(text):
            yield self._operand(each) or ""

    def _apply(self, name: str, arguments: list[str], value: Value, *, is_literal: bool) -> Value:
        text = value.text or ""
        if name in _ADDRESSES:
            return Value(self.address(text), value.complaints)
        if name in {"append", "prepend"} and arguments:
            joined = (text + arguments[0]) if name == "append" else (arguments[0] + text)
            return Value(joined, value.complaints)
        if name in _HARMLESS:
            return value
        unknown = (*value.complaints, (Kind.FILTER, N_("The filter %(name)s is unknown here.", name=name)))
        if is_literal and _PICTURES.search(name):
            return Value("", unknown)
        if is_literal and arguments and re.match("https?://", text):
            return Value(text, unknown, link=(" ".join(arguments[0].split()) or text, text))
        # As Liquid does: what an unknown filter gets is what it gives.
        return Value(text, unknown)

    def address(self, path: str) -> str:
        """Return the address of a path on the old site, as one of this site."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#", path):
            return path
        return f"{self.base}/{path.lstrip('/')}"


def _within(values: Mapping[str, Any], path: str) -> str | None:
    value: Any = values
    for name in path.split("."):
        value = value.get(name.lower(), value.get(name)) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None
