"""The sitemap: every address that readers may find, a page of them at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from apps.blog.models.post import PAGE, POST, Post
from apps.blog.services.visibility import listed

#: What the protocol allows in one file (sitemaps.org, "Sitemap index files").
PAGE_SIZE: Final = 50_000
#: Rows that are in memory at once.
BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address, and when what stands there was changed last."""

    kind: str
    slug: str
    changed_at: datetime


class SitemapService:
    """List what search engines may index."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def pages(self) -> int:
        """Return how many files the sitemap needs, at least one."""
        count = self._db.scalar(select(func.count()).where(*_both())) or 0
        return max(1, -(-count // PAGE_SIZE))

    def entries(self, page: int) -> Iterator[SitemapEntry]:
        """Yield the entries of one file, in an order that doesn't change."""
        left = PAGE_SIZE
        last = self._before(page)
        while left > 0 and last is not None:
            rows = self._batch(last, min(BATCH, left))
            yield from (
                SitemapEntry(kind, slug, corrected or published) for _, kind, slug, corrected, published in rows
            )
            left -= len(rows)
            last = rows[-1][0] if rows else None

    def _before(self, page: int) -> int | None:
        """Return the id after which a page begins; None if there is no such page."""
        if page == 1:
            return 0
        last = select(Post.id).where(*_both()).order_by(Post.id).offset((page - 1) * PAGE_SIZE - 1).limit(1)
        return self._db.scalar(last)

    def _batch(self, last: int, size: int) -> Sequence[Row[*tuple[Any, ...]]]:
        columns = (Post.id, Post.kind, Post.slug, Post.corrected_at, Post.published_at)
        rows = select(*columns).where(Post.id > last, *_both()).order_by(Post.id).limit(size)
        return self._db.execute(rows).all()


def _both() -> tuple[ColumnElement[bool], ...]:
    _, *conditions = listed()
    return (Post.kind.in_((POST, PAGE)), *conditions)
