"""Tests of the archive: whose months they are, and where they begin."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.reading.archive import ArchiveService, Month, by_year, month_of, year_of
from tests.factories import make_draft, make_post

SECOND = timedelta(seconds=1)


def months(db, zone):
    return [(month.year, month.month, month.count) for month in ArchiveService(db).months(ZoneInfo(zone))]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", [(2025, 4, 1), (2025, 3, 3)]),
        ("Asia/Shanghai", [(2025, 4, 3), (2025, 3, 1)]),
        ("America/Los_Angeles", [(2025, 3, 4)]),
        ("Asia/Kathmandu", [(2025, 4, 2), (2025, 3, 2)]),
    ],
)
def test_a_month_begins_at_midnight_of_its_zone(db, zone, expected):
    for hour, minute in ((15, 59), (16, 0), (18, 20)):
        make_post(db, at=datetime(2025, 3, 31, hour, minute, tzinfo=UTC))
    make_post(db, at=datetime(2025, 4, 1, tzinfo=UTC))
    assert months(db, zone) == expected


def test_only_what_readers_see_counts(db, clock):
    make_post(db, at=clock() + timedelta(days=400))
    make_draft(db)
    make_post(db)
    assert [count for _, _, count in months(db, "UTC")] == [1]


def test_the_months_of_years_long_gone_count_too(db):
    make_post(db, at=datetime(1969, 12, 31, 23, 59, tzinfo=UTC))
    assert months(db, "UTC") == [(1969, 12, 1)]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/St_Johns"])
def test_a_period_ends_where_the_next_begins(zone):
    place = ZoneInfo(zone)
    for month in range(1, 12):
        assert month_of(2025, month, place)[1] == month_of(2025, month + 1, place)[0]
    begin, end = year_of(2025, place)
    assert (begin, end) == (month_of(2025, 1, place)[0], month_of(2025, 12, place)[1])
    assert begin.astimezone(place).isoformat()[:16] == "2025-01-01T00:00"
    assert (end - SECOND).astimezone(place).year == 2025


def test_the_last_year_there_is_has_an_end():
    assert month_of(9998, 12, UTC)[1] == datetime(9999, 1, 1, tzinfo=UTC)


def test_months_stand_under_their_years():
    found = [Month(2025, 2, 1), Month(2025, 1, 1), Month(2023, 7, 4)]
    assert by_year(found) == {2025: found[:2], 2023: found[2:]}
