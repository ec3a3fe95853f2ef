"""Drafts: what somebody typed into the editor, checked and brought into one form before it becomes a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from apps.blog.models.post import MARKDOWN, POST, PUBLIC, PUBLISHED, Post
from apps.blog.models.term import Term
from apps.blog.services.writing.automatic_slugs import automatic_slug, is_numbered, slug_style
from core.text.slugs import slug_key, slugify


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
    #: By name or slug; empty without one. Part 0 is one without a number.
    series: str = ""
    series_part: int = 0
    #: BCP 47.
    language: str = "en"
    #: Slug, number or address of a text that says the same in another language; None: as it is.
    translation_of: str | None = None
    #: By user name, in their order; empty: as they are.
    authors: tuple[str, ...] = ()
    #: The day it bears, if its author wants another than that of publishing.
    published_at: datetime | None = None
    #: From when on readers don't see it any more.
    unpublished_at: datetime | None = None
    visibility: str = PUBLIC
    #: argon2id; only for a text that a password opens.
    password_hash: str | None = None
    pinned: bool = False
    cover_url: str = ""
    cover_alt: str = ""
    cover_width: int = 0
    cover_height: int = 0
    in_menu: bool = True
    position: int = 0
    #: What is made, a post or a page; saving never changes it.
    kind: str = POST

    def fields(self) -> dict[str, object]:
        """Return all but title and source, as revisions and pending changes keep it."""
        return {name: _written(getattr(self, name)) for name in _KEPT}

    @classmethod
    def from_saved(
        cls, title: str, source: str, fields: Mapping[str, Any], *, base: "PostDraft | None" = None
    ) -> "PostDraft":
        """Return the draft that `fields` was made from; what an older release didn't keep is as in `base`."""
        known = {name: _KEPT[name](value) for name, value in fields.items() if name in _KEPT}
        return replace(base or cls(), title=title, source=source, **known)


class DraftService:
    """Tell what an editor of a post shows; its authors, terms, series and change must be loaded."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def of(self, post: Post) -> PostDraft:
        """Return the pending change where there is one, else the text as it stands.

        The slug is empty while it follows the title.
        """
        stands = self._as_it_stands(post)
        change = post.change
        if change is None:
            return stands
        return PostDraft.from_saved(change.title, change.source, change.fields, base=stands)

    def _as_it_stands(self, post: Post) -> PostDraft:
        return PostDraft(
            title=post.title,
            slug=self._chosen_slug(post),
            source=post.source,
            tags=tuple(term.name for term in post.tags),
            categories=tuple(_called(term) for term in post.categories),
            series=post.series.name if post.series is not None else "",
            authors=tuple(author.name for author in post.authors),
            **{name: getattr(post, name) for name in COLUMNS},
            published_at=post.published_at,
            kind=post.kind,
        )

    def _chosen_slug(self, post: Post) -> str:
        if post.status == PUBLISHED or post.published_at is not None:
            return post.slug
        automatic = automatic_slug(post.title, post.source)
        if not automatic or is_numbered(post.slug, automatic) or (not automatic.isascii() and self._is_pinyin(post)):
            return ""
        return post.slug

    def _is_pinyin(self, post: Post) -> bool:
        """Tell whether the slug spells the title out; only a site that wants that pays for knowing how."""
        if not post.slug.isascii() or slug_style(self._db) != "pinyin":
            return False
        return is_numbered(post.slug, automatic_slug(post.title, post.source, "pinyin"))


#: What a draft and a row have under the same name, and as the same; the moment of publishing has rules of its own.
COLUMNS: Final = (
    *("source_format", "summary", "language", "series_part", "unpublished_at", "visibility", "password_hash"),
    *("pinned", "cover_url", "cover_alt", "cover_width", "cover_height", "in_menu", "position"),
)


def _same(value: Any) -> Any:
    return value


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


#: What is kept beside title and source, and how it is read again.
_KEPT: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("slug", *COLUMNS, "series", "translation_of"), _same),
    **dict.fromkeys(("tags", "categories", "authors"), tuple),
    **dict.fromkeys(("published_at", "unpublished_at"), _moment),
}


def _called(category: Term) -> str:
    """Return the name by which TermService finds this category again; its slug where the name is another's slug."""
    key = slug_key(category.name)
    is_clear = category.parent_id is None and (key == category.slug_key or slugify(category.name) != key)
    return category.name if is_clear else category.slug
