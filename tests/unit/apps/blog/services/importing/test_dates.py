"""Dates are read in the shapes in which people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.importing.dates import parse_moment, zone_named

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-03-12", "2014-03-11T16:00"),
        ("2014-3-2", "2014-03-01T16:00"),
        ("2014/03/12", "2014-03-11T16:00"),
        ("2014年3月12日", "2014-03-11T16:00"),
        ("2014年3月12日 9:30", "2014-03-12T01:30"),
        ("2014-03-12 10:11", "2014-03-12T02:11"),
        ("2014-03-12T10:11:00", "2014-03-12T02:11"),
        ("2014-03-12T10:11:00.250", "2014-03-12T02:11"),
        ("2014-03-12T10:11:00-04:00", "2014-03-12T14:11"),
        ("2014-03-12 10:11:00 -0400", "2014-03-12T14:11"),
        ("2014-03-12 10:11:00 +8", "2014-03-12T02:11"),
        ("2014-03-12T10:11:00Z", "2014-03-12T10:11"),
        ("2014-03-12 10:11:00 UTC", "2014-03-12T10:11"),
        ("2014-03-12 10:11:00 America/New_York", "2014-03-12T14:11"),
        ("Wed, 12 Mar 2014 10:11:00 -0400", "2014-03-12T14:11"),
        ("12 March 2014", "2014-03-11T16:00"),
        ("March 12th, 2014", "2014-03-11T16:00"),
        ("Mar 12, 2014", "2014-03-11T16:00"),
        (" 2014-03-12 ", "2014-03-11T16:00"),
    ],
)
def test_dates_are_read_in_many_shapes(text, moment):
    assert parse_moment(text, SHANGHAI) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2014-13-01", "2014-02-30", "0001-01-01", "9999-12-31", "2014-03-12 10:11 Mars/Base", "2014", "1:2:3"],
)
def test_what_is_no_date_is_none(text):
    assert parse_moment(text, SHANGHAI) is None


@pytest.mark.parametrize("name", ["", "Nowhere/At-All", "../../etc/passwd", "\0"])
def test_what_is_no_zone_is_none(name):
    assert zone_named(name) is None
