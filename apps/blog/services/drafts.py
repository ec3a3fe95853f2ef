"""Drafts: what somebody typed into the editor, checked and brought into one form before it becomes a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from apps.blog.models.post import HTML, MARKDOWN, POST, PUBLISHED, Post
from apps.blog.models.term import Term
from apps.blog.services.addresses import automatic_slug, is_numbered
from core.errors import Unprocessable
from core.i18n import N_, Message
from core.text.html import printable
from core.text.normal import normal
from core.text.slugs import slug_key, slugify

TITLE_LIMIT: Final = 255
SUMMARY_LIMIT: Final = 1000
TEXT_LIMIT: Final = 300_000
#: Tags, and categories, of one post.
TERMS_LIMIT: Final = 50
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")


class DraftRefused(Unprocessable):
    """Something in a draft can't be kept; `field` names it, so that a form can say so beside it."""

    def __init__(self, field: str, message: Message) -> None:
        """Keep which field is meant."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDraft:
    """All that an author decides about a text."""

    title: str = ""
    #: Empty: made from the title, and following it until readers have seen the post.
    slug: str = ""
    source: str = ""
    source_format: str = MARKDOWN
    summary: str = ""
    #: By name.
    tags: tuple[str, ...] = ()
    #: By name or slug, the main one first.
    categories: tuple[str, ...] = ()
    #: BCP 47.
    language: str = "en"
    #: The day it bears, if its author wants another than that of publishing.
    published_at: datetime | None = None
    #: What is made, a post or a page; saving never changes it.
    kind: str = POST

    def checked(self) -> "PostDraft":
        """Return the draft as it will be stored; raise DraftRefused for what is too long or no language."""
        draft = replace(
            self,
            title=_line(self.title),
            slug=self.slug.strip(),
            source=_text(self.source),
            summary=_line(self.summary),
            tags=_names(self.tags),
            categories=_names(self.categories),
            language=self.language.strip(),
        )
        _check(draft)
        return draft

    def fields(self) -> dict[str, object]:
        """Return all but title and source, as revisions and pending changes keep it."""
        return {
            "slug": self.slug,
            "source_format": self.source_format,
            "summary": self.summary,
            "tags": list(self.tags),
            "categories": list(self.categories),
            "language": self.language,
            "published_at": self.published_at.isoformat() if self.published_at else None,
        }

    @classmethod
    def from_saved(cls, title: str, source: str, fields: Mapping[str, Any]) -> "PostDraft":
        """Return the draft that `fields` was made from; what an older release didn't keep gets its default."""
        moment = fields.get("published_at")
        return cls(
            title=title,
            source=source,
            slug=fields.get("slug", ""),
            source_format=fields.get("source_format", MARKDOWN),
            summary=fields.get("summary", ""),
            tags=tuple(fields.get("tags", ())),
            categories=tuple(fields.get("categories", ())),
            language=fields.get("language", "en"),
            published_at=datetime.fromisoformat(moment) if moment else None,
        )


def draft_of(post: Post) -> PostDraft:
    """Return what an editor of the post shows: the pending change where there is one, else the text as it stands.

    The post's terms and change must be loaded. The slug is empty while it follows the title.
    """
    change = post.change
    if change is not None:
        return replace(PostDraft.from_saved(change.title, change.source, change.fields), kind=post.kind)
    return PostDraft(
        kind=post.kind,
        title=post.title,
        slug=_chosen_slug(post),
        source=post.source,
        source_format=post.source_format,
        summary=post.summary,
        tags=tuple(term.name for term in post.tags),
        categories=tuple(_called(term) for term in post.categories),
        language=post.language,
        published_at=post.published_at,
    )


def _check(draft: PostDraft) -> None:
    if len(draft.title) > TITLE_LIMIT:
        raise DraftRefused("title", N_("A title has at most %(limit)s characters.", limit=TITLE_LIMIT))
    if len(draft.source) > TEXT_LIMIT:
        raise DraftRefused("source", N_("A text has at most 300,000 characters; this one is longer."))
    if len(draft.summary) > SUMMARY_LIMIT:
        raise DraftRefused("summary", N_("A summary has at most %(limit)s characters.", limit=SUMMARY_LIMIT))
    if not _LANGUAGE.fullmatch(draft.language):
        raise DraftRefused("language", N_("That is no language tag; it looks like en or zh-Hans."))
    if draft.source_format not in {MARKDOWN, HTML}:
        raise DraftRefused("source", N_("A text is written in Markdown or HTML."))
    for name in ("tags", "categories"):
        if len(getattr(draft, name)) > TERMS_LIMIT:
            raise DraftRefused(name, N_("At most %(limit)s of them, please.", limit=TERMS_LIMIT))


def _chosen_slug(post: Post) -> str:
    if post.status == PUBLISHED or post.published_at is not None:
        return post.slug
    automatic = automatic_slug(post.title, post.source)
    return post.slug if automatic and not is_numbered(post.slug, automatic) else ""


def _line(text: str) -> str:
    return " ".join(normal("NFC", printable(text)).split())


def _text(text: str) -> str:
    """Return a text with one kind of line end: browsers send two characters for each."""
    return normal("NFC", printable(text.replace("\r\n", "\n").replace("\r", "\n")))


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for name in names if (line := _line(name))))


def _called(category: Term) -> str:
    """Return the name by which TermService finds this category again; its slug where the name is another's slug."""
    key = slug_key(category.name)
    is_clear = category.parent_id is None and (key == category.slug_key or slugify(category.name) != key)
    return category.name if is_clear else category.slug
