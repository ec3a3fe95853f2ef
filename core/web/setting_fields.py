"""Form fields for settings that are more than a line: lists of links, the tags of search engines, addresses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Final

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from core.i18n import N_, Message
from core.site_settings import NamedLink
from core.urls import is_full_address, is_own_path
from core.web.fields import line, text

#: Between the words of a link and its address; the full-width sign of Chinese keyboards will do.
_BAR: Final = re.compile(r"\s*[|｜]\s*")
_MAIL: Final = re.compile(r"mailto:[^\s@]+@[^\s@]+")
_LONGEST_ADDRESS, _LONGEST_LABEL = 500, 60
#: <meta name>: words, as search engines write them.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
#: Names that mean something to browsers and robots: ours to say, by other settings.
_OURS: Final = frozenset(
    {"viewport", "robots", "googlebot", "description", "referrer", "theme-color", "color-scheme", "generator"}
)
_PAIR: Final = re.compile(r"\s*([^\s:=：]+(?::[^\s:=：]+)?)\s*[:=：]\s*(\S.*)")
_LONGEST_CONTENT: Final = 300


class FullAddress:
    """Refuses what is no https:// address; what is empty passes."""

    def __init__(self, *schemes: str) -> None:
        """Allow https and `schemes`."""
        self._schemes = ("https", *schemes)

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise for anything else."""
        if field.data and not is_full_address(field.data, self._schemes):
            raise wtforms.ValidationError(_NO_ADDRESS)  # type: ignore[arg-type]  # a Message, translated by the page


class Between:
    """Refuses numbers out of a range, and what is none."""

    def __init__(self, least: int, most: int) -> None:
        """Allow from `least` to `most`, and tell the browser."""
        self._least, self._most = least, most
        self.field_flags = {"min": least, "max": most, "required": True}

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise in one sentence, whatever is wrong with the number."""
        if field.data is None or not self._least <= field.data <= self._most:
            field.errors = []  # what WTForms says about what is no number
            message = N_("Please write a number from %(least)s to %(most)s.", least=self._least, most=self._most)
            raise wtforms.validators.StopValidation(message)  # type: ignore[arg-type]  # as above


class ChoiceField(wtforms.SelectField):
    """A choice whose words may be sentences that wait for their language."""

    def __init__(
        self, label: Any = None, *, offered: Mapping[str, str | Message] | None = None, **options: Any
    ) -> None:
        """Offer words by what each stands for."""
        super().__init__(label, **options)
        self.offer(offered or {})

    def offer(self, offered: Mapping[str, str | Message]) -> None:
        """Offer these instead."""
        self.choices = [SelectChoice(value, words) for value, words in offered.items()]

    def iter_choices(self) -> Iterator[Any]:
        """Yield the choices in the reader's language."""
        choices: Iterable[Any] = super().iter_choices()
        for choice in choices:
            yield choice._replace(label=self._said(choice.label))

    def _said(self, words: str | Message) -> str:
        return self.gettext(words) if isinstance(words, Message) else words  # type: ignore[arg-type]  # our translations know both


class LinksField(wtforms.Field):
    """Links, one a line: the words, a bar, the address; its data is a tuple of NamedLink."""

    widget: Any = wtforms.widgets.TextArea()  # its stub knows text fields only

    def __init__(self, label: Any = None, *, most: int, paths: bool = True, **options: Any) -> None:
        """Allow `most` links; to paths of this site too, unless `paths` says otherwise."""
        super().__init__(label, **options)
        self._most = most
        self._paths = paths

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(f"{link.label} | {link.url}" for link in self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the lines; raise ValueError with a sentence that names the one that is no link."""
        self.data = tuple(self._links(str(valuelist[0]) if valuelist else ""))
        if len(self.data) > self._most:
            raise ValueError(N_("At most %(most)s links; these are %(count)s.", most=self._most, count=len(self.data)))

    def _links(self, typed: str) -> Iterator[NamedLink]:
        for number, row in enumerate((text(typed) or "").split("\n"), start=1):
            if row.strip():
                yield self._link(row, number)

    def _link(self, row: str, number: int) -> NamedLink:
        label, bar, address = _BAR.sub("|", line(row) or "").rpartition("|")
        if not bar:  # nobody who leaves it out means anything else
            label, _, address = (line(row) or "").rpartition(" ")
        if not label or len(label) > _LONGEST_LABEL:
            raise ValueError(_no_words(number))
        if not self._is_address(address):
            raise ValueError(N_("Line %(number)s: “%(address)s” is no address.", number=number, address=address[:60]))
        return NamedLink(label, address)

    def _is_address(self, address: str) -> bool:
        if len(address) > _LONGEST_ADDRESS:
            return False
        is_ours = self._paths and is_own_path(address)
        return is_ours or is_full_address(address) or _MAIL.fullmatch(address) is not None


class TagsField(wtforms.Field):
    """The <meta> tags that prove whose site it is, pasted whole or as "name: content"; its data is a mapping."""

    widget: Any = wtforms.widgets.TextArea()  # its stub knows text fields only

    def __init__(self, label: Any = None, *, most: int, **options: Any) -> None:
        """Allow `most` tags."""
        super().__init__(label, **options)
        self._most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(f"{name}: {content}" for name, content in (self.data or {}).items())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was pasted; raise ValueError with a sentence about what is no tag."""
        typed = text(str(valuelist[0])) if valuelist else ""
        self.data = dict(_pairs(typed or ""))
        for name, content in self.data.items():
            if not _NAME.fullmatch(name) or not content or len(content) > _LONGEST_CONTENT:
                raise ValueError(_no_tag(name))
            if name.lower() in _OURS:
                raise ValueError(N_("“%(name)s” is for the site itself to say.", name=name))
        if len(self.data) > self._most:
            raise ValueError(N_("At most %(most)s tags; these are %(count)s.", most=self._most, count=len(self.data)))


class _Metas(HTMLParser):
    """Reads <meta name content> tags out of what somebody pasted, and keeps the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.rest: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name"):
            self.found.append((given["name"] or "", line(given.get("content")) or ""))
        else:
            self.rest.append(self.get_starttag_text() or "")

    def handle_data(self, data: str) -> None:
        self.rest.append(data)


def _pairs(typed: str) -> Iterator[tuple[str, str]]:
    parser = _Metas()
    parser.feed(typed)
    parser.close()
    yield from parser.found
    for row in filter(str.strip, "".join(parser.rest).split("\n")):
        match = _PAIR.fullmatch(row.strip())
        if match is None:
            raise ValueError(_no_tag(row.strip()))
        yield match[1], line(match[2]) or ""


def _no_words(number: int) -> Message:
    return N_(
        "Line %(number)s has no words for the link, or more than %(most)s characters of them.",
        number=number,
        most=_LONGEST_LABEL,
    )


def _no_tag(given: str) -> Message:
    return N_("“%(given)s” is no tag of a search engine. Paste it as you were given it.", given=given[:60])


_NO_ADDRESS: Final = N_("That is no address; one looks like https://example.org/.")
