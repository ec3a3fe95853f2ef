"""Series: posts that are read one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from apps.blog.models.post import Post
from apps.blog.models.term import Series
from apps.blog.services.access.visibility import listed, preferring
from apps.blog.services.reading.links import Link, link_of, links


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series with the parts readers see, in the order to read them."""

    id: int
    name: str
    slug: str
    description: str
    parts: tuple[Link, ...]

    def box(self, slug: str) -> "SeriesBox | None":
        """Return what the part at an address says of its series; None for what has no other part to lead to."""
        place = next((place for place, part in enumerate(self.parts) if part.slug == slug), None)
        if place is None or len(self.parts) == 1:
            return None
        before = self.parts[place - 1] if place else None
        after = self.parts[place + 1] if place + 1 < len(self.parts) else None
        return SeriesBox(self.name, self.slug, place + 1, len(self.parts), before, after)


@dataclass(frozen=True, slots=True)
class SeriesBox:
    """Where a post stands in its series: part `part` of `total`, and what to read before and after it."""

    name: str
    slug: str
    part: int
    total: int
    previous: Link | None
    next: Link | None


class SeriesService:
    """Find series with their parts."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def line(self, series_id: int, language: str = "") -> SeriesLine:
        """Return a series with its visible parts, of translations the one in `language`; it must exist."""
        series = self._db.get_one(Series, series_id)
        rows = self._parts(_parts(language).where(Post.series_id == series_id))
        return _line(series, map(link_of, rows))

    def list_series(self, language: str = "") -> tuple[SeriesLine, ...]:
        """Return the series that have a visible part, by name, each with its parts."""
        rows = self._parts(_parts(language).where(Post.series_id.is_not(None)))
        parts = {id: tuple(map(link_of, group)) for id, group in groupby(rows, key=lambda row: row.series_id)}
        found = self._db.scalars(select(Series).where(Series.id.in_(parts)).order_by(Series.position, Series.name_key))
        return tuple(_line(series, parts[series.id]) for series in found)

    def _parts(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._db.execute(statement).all()


def _line(series: Series, parts: Iterable[Link]) -> SeriesLine:
    return SeriesLine(series.id, series.name, series.slug, series.description, tuple(parts))


def _in_the_same(other: type[Post]) -> ColumnElement[bool]:
    return other.series_id == Post.series_id


def _parts(language: str) -> Select[*tuple[Any, ...]]:
    """Return the statement for the parts of series in their order: by number, and by date where that is the same."""
    parts = links(Post.series_id).where(*listed())
    if language:
        parts = parts.where(preferring(language, beside=_in_the_same))
    return parts.order_by(Post.series_id, Post.series_part, Post.published_at, Post.id)
