"""The archive: how many posts each month has, by the clocks of the site."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func
from sqlalchemy.orm import Session

from apps.blog.models.post import Post
from apps.blog.services.reading.shelves import ALL, Shape, Shelf, ids_on

_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the number of its posts."""

    year: int
    month: int
    count: int


class ArchiveService:
    """Count posts by month."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def months(self, zone: tzinfo, shelf: Shelf = ALL) -> tuple[Month, ...]:
        """Return the months that have posts by the clocks of `zone`, newest first.

        The engine groups by days in UTC, for few of them know zones; only what falls on the day on which a month ends
        somewhere is looked at post by post.
        """
        counts: Counter[tuple[int, int]] = Counter()
        doubtful: list[str] = []
        for day, count, first, last in self._db.execute(_days(shelf.shape), shelf.params):
            if _month(first, zone) == _month(last, zone):
                counts[_month(first, zone)] += count
            else:
                doubtful.append(str(day))
        counts.update(_month(moment, zone) for moment in self._moments(doubtful, shelf))
        return tuple(Month(*month, counts[month]) for month in sorted(counts, reverse=True))

    def _moments(self, days: Sequence[str], shelf: Shelf) -> Iterable[datetime]:
        found = self._db.scalars(_moments_of(shelf.shape), {**shelf.params, "days": days}) if days else ()
        return (moment for moment in found if moment is not None)


def month_of(year: int, month: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a month begins and when the next one does, by the clocks of a zone."""
    following = (year + 1, 1) if month == _LAST_MONTH else (year, month + 1)
    return _begin(year, month, zone), _begin(*following, zone)


def year_of(year: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a year begins and when the next one does, by the clocks of a zone."""
    return _begin(year, 1, zone), _begin(year + 1, 1, zone)


def by_year(months: Iterable[Month]) -> dict[int, list[Month]]:
    """Return the months under their years, in the order given."""
    years: dict[int, list[Month]] = {}
    for month in months:
        years.setdefault(month.year, []).append(month)
    return years


def _begin(year: int, month: int, zone: tzinfo) -> datetime:
    return datetime(year, month, 1, tzinfo=zone).astimezone(UTC)


def _month(moment: datetime, zone: tzinfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.year, local.month


@cache
def _days(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the statement for the days in UTC with the number of posts, and the first and last moment of each."""
    ids = ids_on(shape).order_by(None)
    day = func.date(Post.published_at)
    columns = (day, func.count(), func.min(Post.published_at), func.max(Post.published_at))
    return ids.with_only_columns(*columns).group_by(day)


@cache
def _moments_of(shape: Shape) -> Select[datetime | None]:
    """Return the statement for all moments on the days in UTC that :days names."""
    ids = ids_on(shape).order_by(None).with_only_columns(Post.published_at)
    return ids.where(func.date(Post.published_at).in_(bindparam("days", expanding=True)))
