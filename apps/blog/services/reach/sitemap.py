"""The sitemap: every address that readers may find, a part of them at a time."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import Session

from apps.blog.models.post import PAGE, POST, Post
from apps.blog.services.access.visibility import listed
from apps.blog.services.reading.authors import AuthorService
from apps.blog.services.reading.translations import Translation, TranslationService
from apps.blog.services.terms.terms import TermService

#: Addresses in one file: the protocol allows 50,000 (sitemaps.org), with pictures and languages they grow too large.
PART_SIZE: Final = 10_000
#: Rows that are in memory at once, with their texts.
BATCH: Final = 200
#: Pictures of one text that are named.
_PICTURES: Final = 50
HOME, AUTHOR, TAG, CATEGORY = "home", "author", "tag", "category"
#: Clean HTML has its values in double quotes.
_IMAGE: Final = re.compile(r'<img\b(?:[^">]|"[^"]*")*>')
_SOURCE: Final = re.compile(r'\ssrc="([^"]+)"')


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address, and what stands there."""

    kind: str
    slug: str = ""
    #: When it was changed last; None where nobody can say.
    changed_at: datetime | None = None
    #: Addresses of its pictures, as the text has them.
    pictures: tuple[str, ...] = ()
    #: The same text in each of its languages, its own included.
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What is in the sitemap, in short."""

    #: How many posts and pages.
    texts: int
    #: The pages of categories, tags and authors that show something.
    shelves: tuple[SitemapEntry, ...]
    #: When the newest post was published.
    newest: datetime | None

    @property
    def parts(self) -> int:
        """Return how many files it takes; the home page is in the first."""
        return -(-(1 + self.texts + len(self.shelves)) // PART_SIZE)


class SitemapService:
    """List what search engines may index: the home page, posts and pages, then what they are filed under."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def outline(self) -> Outline:
        """Return what is in it, which other threads may keep."""
        terms, authors = TermService(self._db), AuthorService(self._db)
        shelves = (
            *(SitemapEntry(CATEGORY, term.slug) for term in terms.list_categories()),
            *(SitemapEntry(TAG, term.slug) for term in terms.list_tags()),
            *(SitemapEntry(AUTHOR, author.name) for author in authors.list_authors()),
        )
        texts = self._db.scalar(select(func.count()).where(*_both())) or 0
        return Outline(texts, shelves, self._db.scalar(select(func.max(Post.published_at)).where(*listed())))

    def entries(self, part: int, outline: Outline) -> Iterator[SitemapEntry]:
        """Yield the entries of one part, from 1, in an order that doesn't change."""
        # The home page is number 0, so that the texts begin at 1 and the shelves after the last of them.
        start, end, texts = (part - 1) * PART_SIZE - 1, part * PART_SIZE - 1, outline.texts
        if part == 1:
            yield SitemapEntry(HOME, changed_at=outline.newest)
        yield from self._texts(max(0, start), min(end, texts))
        yield from outline.shelves[max(0, start - texts) : max(0, end - texts)]

    def _texts(self, start: int, end: int) -> Iterator[SitemapEntry]:
        left, last = end - start, self._before(start) if end > start else 0
        while left > 0 and last is not None:
            rows = self._batch(last, min(BATCH, left))
            yield from self._described(rows)
            left -= len(rows)
            last = rows[-1].id if rows else None

    def _before(self, start: int) -> int | None:
        """Return the id of the text before number `start`, from 0; None if there are fewer."""
        if start == 0:
            return 0
        last = select(Post.id).where(*_both()).order_by(Post.id).offset(start - 1).limit(1)
        return self._db.scalar(last)

    def _batch(self, last: int, size: int) -> Sequence[Row[*tuple[Any, ...]]]:
        columns = (Post.id, Post.kind, Post.slug, Post.corrected_at, Post.published_at, Post.translation_group)
        # Most texts have no picture, and needn't be sent for that.
        text = case((func.instr(Post.html, "<img") > 0, Post.html), else_="").label("html")
        rows = select(*columns, Post.cover_url, text).where(Post.id > last, *_both()).order_by(Post.id).limit(size)
        return self._db.execute(rows).all()

    def _described(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[SitemapEntry]:
        groups = self._groups(rows)
        for row in rows:
            changed = max(row.published_at, row.corrected_at or row.published_at)
            same = groups.get((row.kind, row.translation_group), ())
            yield SitemapEntry(row.kind, row.slug, changed, _pictures(row), same)

    def _groups(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[tuple[str, str], tuple[Translation, ...]]:
        found: dict[tuple[str, str], tuple[Translation, ...]] = {}
        for kind in (POST, PAGE):
            wanted = {row.translation_group for row in rows if row.kind == kind and row.translation_group}
            groups = TranslationService(self._db).by_group(kind, sorted(wanted))
            found |= {(kind, group): members for group, members in groups.items()}
        return found


def _pictures(row: Row[*tuple[Any, ...]]) -> tuple[str, ...]:
    sources = (_SOURCE.search(tag) for tag in _IMAGE.findall(row.html))
    addresses = [row.cover_url, *(html.unescape(source[1]) for source in sources if source)]
    return tuple(dict.fromkeys(filter(None, addresses)))[:_PICTURES]


def _both() -> tuple[ColumnElement[bool], ...]:
    _, *conditions = listed()
    return (Post.kind.in_((POST, PAGE)), *conditions)
