"""The addresses of imported posts: what each asks for, and which of it is free."""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.blog.models.imported import ImportSource
from apps.blog.models.post import POST, Post
from apps.blog.services.writing.automatic_slugs import is_numbered
from apps.blog.services.writing.slugs import SlugService
from core.text.slugs import SlugStyle, numbered, short_id, slug_key, slug_words, slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the one who imports decides."""

    slugs: SlugStyle = "unicode"
    #: Whose posts they are where a file names nobody; empty: the first administrator's.
    author: str = ""
    #: Gives the address of a post on this site.
    post_address: Callable[[str], str]
    #: Addresses promised to posts that are linked to and not written yet, by source id; kept over all batches.
    promised: MutableMapping[str, str] = field(default_factory=dict)


class ImportedSlugs:
    """Choose free slugs for posts that come in."""

    def __init__(self, db: Session, system: str, options: ImportOptions) -> None:
        """Look in the transaction of `db`."""
        self._db = db
        self._system = system
        self._options = options
        self._slugs = SlugService(db)

    def take(self, source_id: str, wanted: tuple[str, ...]) -> str:
        """Return the slug for an entry that is about to be written: the one that others link to, if it was promised."""
        promised = self._options.promised.get(source_id)
        if promised and self._slugs.free(POST, promised) == promised:
            return promised
        return self._free(wanted)

    def promise(self, source_id: str, wanted: Callable[[], tuple[str, ...]]) -> str:
        """Return the slug that another entry has or will have; empty if its post was deleted here."""
        found = self._db.execute(
            select(ImportSource.post_id, Post.slug, Post.deleted_at)
            .outerjoin(Post, Post.id == ImportSource.post_id)
            .where(ImportSource.system == self._system, ImportSource.source_key == source_key(source_id))
        ).one_or_none()
        if found:
            return found.slug if found.slug and found.deleted_at is None else ""
        if source_id not in self._options.promised:
            self._options.promised[source_id] = self._free(wanted())
        return self._options.promised[source_id]

    def changed(self, post: Post, chosen: str) -> str:
        """Return the slug after an update: another than the post's only where its author has chosen another."""
        slug = slugify(chosen, _spelled(self._options.slugs)) if slug_words(chosen) else ""
        if not slug or is_numbered(post.slug, slug):
            return post.slug
        return self._slugs.free(POST, slug, own=post)

    def _free(self, wanted: tuple[str, ...]) -> str:
        taken = {slug_key(slug) for slug in self._options.promised.values()}
        base = self._wanted(*wanted)
        free = self._slugs.free(POST, base)
        if slug_key(free) not in taken:
            return free
        candidates: Iterator[str] = (numbered(base, number) for number in count(2))
        return next(slug for slug in candidates if slug_key(slug) not in taken and self._slugs.free(POST, slug) == slug)

    def _wanted(self, chosen: str, *others: str) -> str:
        style = self._options.slugs
        if style == "id" and not slug_words(chosen):
            return short_id()
        found = next((text for text in (chosen, *others) if slug_words(text)), "")
        return slugify(found, _spelled(style))


#: A slug that an author chose is never replaced by a random one.
_SPELLINGS: Final[dict[SlugStyle, SlugStyle]] = {"id": "unicode"}


def _spelled(style: SlugStyle) -> SlugStyle:
    return _SPELLINGS.get(style, style)


def source_key(source_id: str) -> str:
    """Return the form in which the ids of sources are compared."""
    return sha256(source_id.encode()).hexdigest()
