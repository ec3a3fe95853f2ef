"""From a text file to a post: what Jekyll and other folders of Markdown have in common."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from apps.blog.services.importing.dates import parse_moment
from apps.blog.services.importing.expressions import Scope
from apps.blog.services.importing.feed_ids import given_id
from apps.blog.services.importing.fields import Fields, language_tag
from apps.blog.services.importing.files import SourceFile
from apps.blog.services.importing.frames import without_frames
from apps.blog.services.importing.front_matter import Document, split
from apps.blog.services.importing.imported import ImportedPost
from apps.blog.services.importing.kramdown import without_attributes
from apps.blog.services.importing.liquid import Surroundings, convert
from apps.blog.services.importing.report import Kind, Notice
from apps.blog.services.importing.standing import standing_of
from core.i18n import N_, Message
from core.text.excerpts import plain_text
from core.text.language import detect_language
from core.text.markdown import render

_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<hash>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)|(?P<line>[^\s#>*+-][^\n]*)\n=+[ \t]*(?:\n|\Z))"
)
# Code, HTML and addresses tell nothing about the language they stand in.
_NOT_WORDS: Final = re.compile(
    r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)|^(?:\t|[ ]{4})[^\n]*|`[^`\n]*`|<[^<>]*>|\bhttps?://\S+|\]\([^()\s]*\)",
    re.MULTILINE | re.DOTALL,
)
_SAMPLE: Final = 20_000
_SUMMARY: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How one system's files are read."""

    zone: tzinfo
    #: BCP 47, for a text whose language can't be told.
    language: str
    #: Whether `tags: a b` names two.
    spaced: bool = False
    keeps_unknown: bool = False
    site: Mapping[str, Any] = field(default_factory=dict)
    find_post: Callable[[str], str] = lambda _: ""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file taken apart, of which a system makes its post."""

    post: ImportedPost
    fields: Fields
    #: The day the old site showed it under, in the zone of its author.
    day: datetime | None


def parse(file: SourceFile, rules: Rules, *, is_draft: bool = False) -> ParsedFile:
    """Return the post of a file; raise SourceRefused for a broken one."""
    return _Parsing(file, rules, is_draft=is_draft).run()


def wanted_slugs(file: SourceFile) -> tuple[str, ...]:
    """Return what the file's post may be called, the best first, without reading its text."""
    document = split(file.text)
    fields = Fields(document.fields)
    return fields.line("slug"), file.dated_name[1], _title(fields, document.body)[0]


class _Parsing:
    """One file on its way."""

    def __init__(self, file: SourceFile, rules: Rules, *, is_draft: bool) -> None:
        self._file = file
        self._rules = rules
        self._document: Document = split(file.text)
        self._fields = Fields(self._document.fields)
        self._is_draft = is_draft or self._fields.is_yes("draft") or self._fields.is_no("published")
        self._notices: list[Notice] = []

    def run(self) -> ParsedFile:
        day = self._day()
        published = day or (None if self._is_draft else self._file.modified_at)
        created = published or self._file.modified_at
        title, body = _title(self._fields, self._body())
        post = ImportedPost(
            title=title or _words(self._file.dated_name[1]),
            body=body,
            slug=self._fields.line("slug"),
            name=self._file.dated_name[1],
            summary=self._summary(),
            tags=self._fields.names("tags", "tag", spaced=self._rules.spaced),
            categories=self._fields.names("categories", "category", spaced=self._rules.spaced),
            authors=self._fields.people("authors", "author"),
            language=self._language(f"{title}\n{body}"),
            standing=standing_of(self._fields),
            feed_id=given_id(self._fields),
            is_draft=self._is_draft,
            published_at=published,
            created_at=created,
            updated_at=max(created, self._updated() or created),
            notices=tuple(self._notices),
        )
        local = day.astimezone(self._rules.zone) if day else None
        return ParsedFile(post, self._fields, local)

    def _day(self) -> datetime | None:
        text = self._fields.line("date")
        day = parse_moment(text, self._rules.zone) if text else None
        if text and day is None:
            self._complain(Kind.DATE, N_('"%(given)s" is no date.', given=text[:60]))
        return day or parse_moment(self._file.dated_name[0], self._rules.zone)

    def _updated(self) -> datetime | None:
        text = self._fields.line("last_modified_at", "lastmod", "updated", "modified", "last_updated")
        return parse_moment(text, self._rules.zone) if text else None

    def _body(self) -> str:
        converted = self._without_liquid(self._document.body, self._document.line)
        # Lines may have moved by now, so the one named is only about right.
        frameless = without_frames(converted, first_line=self._document.line)
        self._notices.extend(frameless.notices)
        return without_attributes(frameless.text).strip("\n")

    def _summary(self) -> str:
        text = self._fields.text("description", "excerpt", "summary", "subtitle")
        if not text:
            return ""
        summary = " ".join(plain_text(render(self._without_liquid(text, 1), "markdown")).split())
        if len(summary) <= _SUMMARY:
            return summary
        self._complain(Kind.LENGTH, N_("The summary was cut."))
        return summary[: _SUMMARY - 1].rpartition(" ")[0] + "…"

    def _without_liquid(self, text: str, line: int) -> str:
        scope = Scope(self._rules.site, self._document.fields)
        surroundings = Surroundings(scope, self._rules.find_post, self._rules.keeps_unknown)
        converted = convert(text, surroundings, first_line=line)
        self._notices.extend(converted.notices)
        return converted.text

    def _language(self, text: str) -> str:
        named = self._fields.line("lang", "language", "locale")
        if tag := language_tag(named):
            return tag
        if named:
            self._complain(Kind.LANGUAGE, N_('"%(given)s" is no language.', given=named[:60]))
        return detect_language(_NOT_WORDS.sub(" ", text[:_SAMPLE]), self._rules.language)

    def _complain(self, kind: Kind, message: Message) -> None:
        self._notices.append(Notice(kind, 0, message))


def _title(fields: Fields, body: str) -> tuple[str, str]:
    """Return the title, and the body without the heading that says the same."""
    title = fields.title()
    heading = _HEADING.match(body)
    if heading is None:
        return title, body
    words = " ".join(plain_text(render(heading["hash"] or heading["line"], "markdown")).split())
    if title and words != title:
        return title, body
    return words, body[heading.end() :].lstrip("\n")


def _words(name: str) -> str:
    """Return a file's name as a title."""
    words = html.unescape(" ".join(re.split(r"[\s_]+" if " " in name else r"[-_]+", name))).strip()
    return words[:1].upper() + words[1:]
